import decodeQR from 'qr/decode.js';

/** Largest side of what is decoded, pixels: finer pictures only take longer. */
const SIDE = 1400;

/**
 * Reads the QR code in a picture or in a frame of a film.
 * @returns its text, or null where there is none that can be read
 */
export function readQr(source: CanvasImageSource, width: number, height: number): string | null {
  const scale = Math.min(1, SIDE / Math.max(width, height, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  try {
    return decodeQR({ width: image.width, height: image.height, data: image.data });
  } catch {
    return null;
  }
}

/** The QR code in a file with a picture; null where the file is no picture or has no code. */
export async function readQrFile(file: Blob): Promise<string | null> {
  try {
    const picture = await createImageBitmap(file);
    const text = readQr(picture, picture.width, picture.height);
    picture.close();
    return text;
  } catch {
    return null;
  }
}
