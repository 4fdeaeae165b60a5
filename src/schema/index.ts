import { builder } from './builder.js';
import './api-key.js';
import './audit-log.js';
import './collector-state.js';
import './dead-letter-mutations.js';
import './dead-letter.js';
import './detection.js';
import './drone.js';
import './errors.js';
import './event.js';
import './kit-mutations.js';
import './kit.js';
import './node.js';
import './signal.js';
import './system-health.js';
import './track-stream.js';
import './track.js';
import './viewer.js';

/** The API. Each noun is a file; importing it adds its types and fields. */
export const schema = builder.toSchema();
