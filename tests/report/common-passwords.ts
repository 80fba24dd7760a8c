/** A thousand passwords of the kind that people choose: common words, alone and with what they add to them. */
const words =
  'password secret admin root login welcome letmein master monkey dragon qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm football baseball basketball hockey soccer shadow michael jennifer jordan superman batman harley hunter trustno ranger buster thomas robert george charlie andrew michelle love sunshine jessica pepper daniel access joshua maggie starwars silver william dallas yankees hello amanda orange freedom computer thunder nicole ginger heather hammer summer corvette taylor austin merlin matthew golfer cheese princess martin chelsea patrick richard diamond yellow bigdog sparky cowboy camaro falcon phoenix mickey bailey knight iceman tigers purple andrea horny dakota player morgan boomer cowboys edward charles girls booboo coffee rabbit peanut johnny gandalf spanky winter brandy compaq carlos tennis james mike brandon fender anthony blowme ferrari cookie chicken maverick chicago joseph diablo hardcore willie welcome1 chris panther yamaha justin banana driver marine angels fishing david maddog hooters wilson butthead dennis captain chester smokey xavier steven viking snoopy blue eagles winner samantha house miller flower jack internet service passw0rd p@ssw0rd changeme default guest test tester testing demo user system support database oracle manager operator public private security token session conform account register registration username email iloveyou abc abcdef abcdefgh abcd a1b2c3 aa qazwsx qwe asd zaq password1 mustang pussy turtle steelers jasmine lakers sophie';
const ends = ['', '1', '123', '1234', '2024', '!'];
const digits = ['123456', '12345678', '123456789', '111111', '123123', '654321', '000000', '11111111', '987654321'];

/** At least a thousand common passwords. */
export const commonPasswords: readonly string[] = [
  ...digits,
  ...words.split(' ').flatMap((word) => ends.map((end) => word + end)),
];
