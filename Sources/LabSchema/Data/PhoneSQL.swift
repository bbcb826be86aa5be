internal import Postgres

/// How telephone numbers are told apart, however they are written.
enum PhoneSQL {
  /// The digits of a text; null where it has none, so that two texts without any are not the same number.
  static func digits(_ text: Statement) -> Statement {
    "nullif(regexp_replace(\(text), '[^0-9]', '', 'g'), '')"
  }

  /// What all writings of one number have in common: its last ten digits. With the country's code it has more
  /// of them, and behind a 0 too.
  static func number(_ text: Statement) -> Statement { "right(\(digits(text)), 10)" }
}
