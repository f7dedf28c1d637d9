import { Alert } from '@mantine/core';
import encodeQR from 'qr';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** A text as QR code. */
export interface QrCodeProps {
  readonly text: string;
  /** What the code holds, for screen readers. */
  readonly label: string;
}

const MARGIN = 4;

/** Path over the dark squares, row by row; null where the text is too long for any QR code. */
function outline(text: string): { readonly path: string; readonly size: number } | null {
  try {
    const rows = encodeQR(text, 'raw', { ecc: 'low', border: MARGIN });
    const squares = rows.flatMap((row, y) =>
      row.flatMap((dark, x) => (dark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
    );
    return { path: squares.join(''), size: rows.length };
  } catch {
    return null;
  }
}

/** QR code as SVG, black on white in any colour scheme, crisp on screen and paper. */
export function QrCode({ text, label }: QrCodeProps): React.JSX.Element {
  const { t } = useTranslation('ui');
  const code = useMemo(() => outline(text), [text]);
  if (code === null) return <Alert color="yellow">{t('qrTooLong')}</Alert>;
  const side = String(code.size);
  return (
    <svg className="ward-qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
}
