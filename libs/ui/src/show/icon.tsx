/** Line drawings on a 24 × 24 grid. */
const PATHS = Object.freeze({
  sun: 'M12 4V2m0 20v-2M4 12H2m20 0h-2M5.6 5.6 4.2 4.200m15.6 15.6-1.4-1.400M5.6 18.400l-1.4 1.400M19.8 4.200l-1.4 1.400M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  moon: 'M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z',
  shield: 'M12 3 4 6v6c0 5 3.4 8 8 9 4.6-1 8-4 8-9V6z',
  inbox: 'M3 13h5l1.5 3h5L16 13h5M5.5 5h13L21 13v6H3v-6z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6.5 9a6.5 6.5 0 0 1 13 0M16 4.300a3.5 3.5 0 0 1 0 6.400M18 14.500a6.5 6.5 0 0 1 3.5 5.5',
  ticket: 'M3 7h18v3.500a1.5 1.5 0 0 0 0 3V17H3v-3.500a1.5 1.5 0 0 0 0-3zM14 7v10',
  network:
    'M12 3.500v5m-7 9 5-5m9 5-5-5M12 8.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM4 17a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm16 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  book: 'M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zm0 13a3 3 0 0 1 3-3h11M9 8h6',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm3 1.500L20 4m-3 3 2.5 2.5',
  mail: 'M3 6h18v12H3zm0 1 9 6 9-6',
  check: 'm5 12.5 4.5 4.500L19 7.5',
  cross: 'M6 6l12 12M18 6 6 18',
  warning: 'M12 4 2.5 20h19zM12 10v4.500m0 2.500v.5',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 8v5.500M12 7.500V8',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4.500V12l3 2',
  camera: 'M3 8h4l2-3h6l2 3h4v11H3zm9 2.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11m-4.5-4.500L12 15l4.5-4.500M4 20h16',
  print: 'M7 9V3h10v6M7 17H3V9h18v8h-4M7 14h10v7H7z',
  file: 'M6 3h8l5 5v13H6zm8 0v5h5',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  lock: 'M5 11h14v10H5zm3 0V7.500a4 4 0 0 1 8 0V11',
  plus: 'M12 5v14M5 12h14',
  back: 'M19 12H5m6-6-6 6 6 6',
  next: 'M5 12h14m-6-6 6 6-6 6',
  refresh: 'M20 11a8 8 0 0 0-14.5-3.500L4 9m0-5v5h5M4 13a8 8 0 0 0 14.5 3.500L20 15m0 5v-5h-5',
  eye: 'M2 12s3.5-6.5 10-6.500S22 12 22 12s-3.5 6.5-10 6.500S2 12 2 12zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  phone: 'M7 2.500h10v19H7zM11 18.500h2',
  trash: 'M4 6.500h16M9 6V3.500h6V6m-9 .5 1 14h10l1-14',
  upload: 'M12 15V4M7.5 8.5 12 4l4.5 4.500M4 20h16',
  menu: 'M4 7h16M4 12h16M4 17h16',
  flag: 'M5 21V4h12l-2 4 2 4H5',
  exit: 'M10 4H4v16h6m4-4 4-4-4-4m4 4H9',
});
/** Names of drawings. */
export type IconName = keyof typeof PATHS;

/** A drawing beside a text that says the same; screen readers skip it. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }): React.JSX.Element {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
