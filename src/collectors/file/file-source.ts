const PREFIX = 'file:';

/** `sourceId` of what is imported from a file. */
export const fileSourceId = (fileName: string) => `${PREFIX}${fileName}`;

export const isFileSourceId = (sourceId: string) => sourceId.startsWith(PREFIX);
