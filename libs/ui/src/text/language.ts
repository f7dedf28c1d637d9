import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../messages/en.json';
import es from '../messages/es.json';

/** Languages that every message exists in, with their own names. */
export const LANGUAGES = Object.freeze({ en: 'English', es: 'Español' });
/** One of {@link LANGUAGES}. */
export type Language = keyof typeof LANGUAGES;

/** Messages of an app in every language, as its `messages/*.json` have them. */
export type Messages = Readonly<Record<Language, object>>;

const KEY = 'wardkeep-language';

function isLanguage(value: string | null | undefined): value is Language {
  return value !== null && value !== undefined && Object.hasOwn(LANGUAGES, value);
}

function preferred(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  const spoken = navigator.languages.map((tag) => tag.split('-')[0]);
  return spoken.find(isLanguage) ?? 'en';
}

/** Remembers the language on this device and speaks it from now on. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
}

/**
 * Starts the messages of an app: its own as namespace `app`, those of this package as `ui`.
 * @param messages - what `messages/en.json` and `messages/es.json` hold
 * @returns the i18next instance that {@link AppProviders} hands on
 */
export function startMessages(messages: Messages): i18n {
  void i18next.use(initReactI18next).init({
    lng: preferred(),
    fallbackLng: 'en',
    defaultNS: 'app',
    ns: ['app', 'ui'],
    resources: { en: { app: messages.en, ui: en }, es: { app: messages.es, ui: es } },
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  const tell = (language: string): void => {
    document.documentElement.lang = language;
  };
  tell(i18next.language);
  i18next.on('languageChanged', tell);
  return i18next;
}
