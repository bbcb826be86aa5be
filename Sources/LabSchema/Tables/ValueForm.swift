/// What a text has to look like that a person writes into a column; the database lets in any.
package enum ValueForm: String, CaseIterable, Sendable {
  /// What an app keeps of a password: never the password itself.
  case passwordHash
  /// A telephone number that can be called from abroad.
  case phoneWithCountryCode
  /// A place on Google's maps.
  case mapLink

  /// What it is, in a sentence about a value: "is no …".
  package var words: String {
    switch self {
    case .passwordHash:
      "hash of a password as an app stores it: bcrypt ($2b$12$…), Argon2 ($argon2id$…), scrypt or PBKDF2"
    case .phoneWithCountryCode:
      "telephone number with its country code, such as \(example)"
    case .mapLink: "link to Google's maps, such as \(example)"
    }
  }

  /// One that is taken.
  package var example: String {
    switch self {
    case .passwordHash: "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"
    case .phoneWithCountryCode: "+91 98765 43210"
    case .mapLink: "https://www.google.com/maps?q=12.971600,77.594600"
    }
  }

  package func fits(_ text: String) -> Bool {
    switch self {
    case .passwordHash: text.wholeMatch(of: Self.hashPattern) != nil
    case .phoneWithCountryCode: text.wholeMatch(of: Self.phonePattern) != nil
    case .mapLink: text.wholeMatch(of: Self.mapPattern) != nil
    }
  }

  /// As the libraries of apps write them: `crypt`'s forms with their costs, salt and digest
  /// (bcrypt, argon2-cffi, passlib), and those of Werkzeug and Django.
  private static var hashPattern: Regex<Substring> {
    #/\$2[aby]\$\d\d\$[.\/A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$[^\s$]+\$[^\s$]+\$[^\s$]+(?:\$[^\s$]+)?|\$(?:pbkdf2(?:-sha(?:256|512))?|scrypt)\$[^\s$]+\$[^\s$]+\$[^\s$]+|(?:pbkdf2:sha(?:256|512):\d+|scrypt:\d+:\d+:\d+)\$[^\s$]+\$[0-9a-f]{32,}|(?:pbkdf2_sha256|bcrypt_sha256|scrypt|argon2)\$[^\s]+\$[^\s]+/#
  }

  private static var phonePattern: Regex<Substring> { #/\+[1-9](?:[ ()\-]*[0-9]){6,14}/# }

  private static var mapPattern: Regex<Substring> {
    #/https:\/\/(?:(?:www\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})\/maps|maps\.google\.(?:com|[a-z]{2}|com?\.[a-z]{2})\/|goo\.gl\/maps\/|maps\.app\.goo\.gl\/)\S*/#
  }

  /// The link to a place by its degrees.
  package static func linkToMap(latitude: String, longitude: String) -> String {
    "https://www.google.com/maps?q=\(latitude),\(longitude)"
  }
}
