/** Long enough for every browser to have begun reading, milliseconds. */
const KEPT_MS = 60_000;

/**
 * Has the browser save a file. Its address leads nowhere outside this page and ends soon after.
 *
 * @param name - what the file is called
 * @param type - media type
 * @param content - what is in it
 */
export function saveFile(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
