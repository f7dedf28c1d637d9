/** The most common PINs and passwords of published leaks, most common first, in normalised form. */
export const COMMON_CHOICES: ReadonlySet<string> = new Set(
  `123456 password 123456789 12345678 12345 1234 111111 1234567 qwerty 123123 abc123 password1 000000 iloveyou 1234567890
  0000 1111 1212 7777 1004 2000 4444 2222 6969 9999 3333 5555 6666 1122 1313 8888 4321 2001 1010 654321 666666 121212 123321
  qwerty123 qwertyuiop 1q2w3e4r 1qaz2wsx admin welcome letmein monkey dragon football baseball sunshine princess master
  shadow superman batman trustno1 passw0rd p@ssw0rd hello secret login starwars whatever freedom mustang michael jennifer
  jordan hunter ashley bailey charlie donald asdfgh asdfghjkl zxcvbnm zaq12wsx azerty password123 changeme default guest root
  test bitcoin satoshi nakamoto hodl wallet mypassword ichliebedich passwort hallo schatz soleil motdepasse bonjour doudou
  loulou contraseña tequiero hola parola amore ciao senha wachtwoord hasło haslo пароль привет йцукен`.split(/\s+/),
);

/** Phrases that every list of phrases has, in normalised form without punctuation. */
export const COMMON_PHRASES: ReadonlySet<string> = new Set([
  'correct horse battery staple',
  'to be or not to be',
  'to be or not to be that is the question',
  'may the force be with you',
  'i love you',
  'i love my wife',
  'i love my family',
  'the quick brown fox',
  'the quick brown fox jumps over the lazy dog',
  'lorem ipsum',
  'open sesame',
  'hello world',
  'in god we trust',
  'not your keys not your coins',
  'we are all satoshi',
  'the times 03 jan 2009 chancellor on brink of second bailout for banks',
  'live laugh love',
  'carpe diem',
  'hakuna matata',
  'winter is coming',
  'once upon a time',
  'happy birthday',
  'my name is',
  'our father who art in heaven',
]);

/** Words that carry next to nothing, because every other sentence has them. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `the be to of and a in that have i it for not on with he as you do at this but his by from they we say her she or an will my
  one all would there their what so up out if about who get which go me is are was were am your our its love god der die das
  und ist ich du mein meine le la les de du et je tu mon ma el los un una y yo mi il lo che e io mio o que eu meu`.split(
    /\s+/,
  ),
);
