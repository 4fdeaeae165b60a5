import type { Rejection } from './push-outcome.js';

/** What is found wrong with one record while it is looked through. */
export interface Findings {
  /** Whether a field that cannot be kept costs the whole record. */
  readonly isStrict: boolean;
  readonly errors: Rejection[];
  readonly warnings: string[];
}

/** The record cannot be used. `reason` is one of a few fixed texts. */
export function refuse(findings: Findings, reason: string, detail: string | null = null): null {
  findings.errors.push({ reason, detail });
  return null;
}

/** A field cannot be kept as it is. `what` says it with the value, `reason` without. */
export function lose(findings: Findings, reason: string, what: string = reason): null {
  if (findings.isStrict) return refuse(findings, reason, what === reason ? null : what);
  findings.warnings.push(what);
  return null;
}

/** Worth a remark, nothing more. */
export function remark(findings: Findings, what: string): void {
  findings.warnings.push(what);
}
