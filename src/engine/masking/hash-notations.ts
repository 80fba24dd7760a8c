/** Finds hashes of passwords in the text of others, by the notations of those that make them. */

/** The hashes of passwords in a text, in JSON that escapes slashes too; they need not be of a known password. */
export function hashesIn(text: string): string[] {
  return text.replaceAll('\\/', '/').match(hashNotation) ?? [];
}

/** The notations in which functions and frameworks write a hash, with their settings and the salt. */
const hashNotation = new RegExp(
  [
    // bcrypt
    /\$2[abxy]\$\d\d\$[./\w]{53}/,
    // Argon2, scrypt and PBKDF2 in the PHC string format
    /\$(?:argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha\d{1,3})?)\$[\w=,$+/.-]{20,300}/,
    // crypt: SHA-512, SHA-256, MD5, yescrypt
    /\$(?:[156]|apr1|y)\$(?:[./\w=]{1,64}\$){1,2}[./\w]{22,86}/,
    // phpass
    /\$[PH]\$[./\w]{31}/,
    // Django and Werkzeug
    /\bpbkdf2[:_]sha\d{1,3}[:$]\d{1,9}\$[^\s$"]{1,64}\$[\w+/=]{20,128}/,
    /\bscrypt:\d{1,9}:\d{1,3}:\d{1,3}\$[^\s$"]{1,64}\$[\w+/=]{20,128}/,
    // LDAP
    /\{(?:S?SHA(?:256|384|512)?|SMD5)\}[\w+/]{22,140}/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);
