import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Deep green-blue of both apps; shade 7 carries white text, shade 3 stands on dark ground. */
const ward: MantineColorsTuple = [
  '#e8f6f4',
  '#d3ebe8',
  '#a6d7d1',
  '#76c2ba',
  '#4eb0a6',
  '#2f9c92',
  '#1c857c',
  '#156a63',
  '#0f544f',
  '#093f3b',
];

const sans = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

/** Look of both apps: system fonts, generous touch targets, colours that keep 4.5 : 1 in light and dark. */
export const theme = createTheme({
  primaryColor: 'ward',
  primaryShade: { light: 7, dark: 7 },
  colors: { ward },
  fontFamily: sans,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontFamily: sans,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.25' },
      h2: { fontSize: '1.25rem', lineHeight: '1.35' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md' } },
    Badge: { defaultProps: { variant: 'light', size: 'lg', radius: 'sm', tt: 'none', fw: 600 } },
    Modal: { styles: { title: { fontSize: '1.25rem', fontWeight: 650 } } },
    Anchor: { defaultProps: { underline: 'always' } },
  },
});

/** Letters on coloured tints: dark enough on light ones, light enough on dark ones. */
const ON_TINT: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ward: ['#093f3b', '#a6d7d1'],
  red: ['#8f1a14', '#ffc9c5'],
  orange: ['#7a2c00', '#ffd8a8'],
  yellow: ['#5f4000', '#ffe8a3'],
  green: ['#15531f', '#b2f2bb'],
  blue: ['#0f447a', '#bfdcff'],
  gray: ['#343a40', '#dee2e6'],
  grape: ['#5d1a70', '#eebefa'],
};

/** Tints on dark ground, quiet enough to sit beside text. */
const DARK_TINT: Readonly<Record<string, string>> = {
  ward: '#16312f',
  red: '#4a1b18',
  orange: '#47250f',
  yellow: '#3d300d',
  green: '#153a1d',
  blue: '#14304c',
  gray: '#2b3438',
  grape: '#3b1a46',
};

/** Mantine's grey text, coloured tints and filled colours are too faint for small letters; these keep 4.5 : 1. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => {
  const tints = Object.entries(ON_TINT);
  const light = Object.fromEntries(tints.map(([name, on]) => [`--mantine-color-${name}-light-color`, on[0]]));
  const dark = Object.fromEntries(tints.map(([name, on]) => [`--mantine-color-${name}-light-color`, on[1]]));
  for (const [name, tint] of Object.entries(DARK_TINT)) dark[`--mantine-color-${name}-light`] = tint;
  const filled = { '--mantine-color-red-filled': '#b3261e', '--mantine-color-grape-filled': '#862e9c' };
  return {
    variables: {},
    light: {
      ...light,
      ...filled,
      '--mantine-color-default-border': '#87929a',
      '--mantine-color-dimmed': '#515a60',
      '--mantine-color-placeholder': '#6b757c',
      '--mantine-color-error': '#b3261e',
      '--mantine-color-anchor': colors.ward?.[7] ?? '#000',
      '--mantine-color-body': '#f7f9f9',
      '--wardkeep-surface': '#ffffff',
      '--wardkeep-line': '#dbe2e2',
      '--wardkeep-tint': '#e8f6f4',
    },
    dark: {
      ...dark,
      ...filled,
      '--mantine-color-default-border': '#717c83',
      '--mantine-color-dimmed': '#b4bdc2',
      '--mantine-color-placeholder': '#8f999e',
      '--mantine-color-error': '#ff9b94',
      '--mantine-color-anchor': colors.ward?.[3] ?? '#fff',
      '--mantine-color-body': '#14191b',
      '--wardkeep-surface': '#1c2326',
      '--wardkeep-line': '#364145',
      '--wardkeep-tint': '#16312f',
    },
  };
};
