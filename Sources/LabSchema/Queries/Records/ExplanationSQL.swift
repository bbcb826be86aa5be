internal import Billing
internal import Postgres

/// Looks into an explanation (R9) in SQL: by the keys of ``Explanation`` and of what it holds.
struct ExplanationSQL {
  /// An expression for the document, such as `r.pricing`.
  let document: Statement

  init(_ document: Statement) {
    self.document = document
  }

  /// A member of the document itself, as text.
  func text(_ key: Explanation.CodingKeys) -> Statement {
    "(\(document) ->> \(word: key))"
  }

  /// A member of the home visit, as text; null where there was none.
  func text(visit key: DistanceCharge.CodingKeys) -> Statement { text(.distance, key) }

  /// A member of the discount, as text.
  func text(discount key: Discount.CodingKeys) -> Statement { text(.discount, key) }

  private func text(
    _ key: Explanation.CodingKeys, _ member: some RawRepresentable<String>
  ) -> Statement {
    "(\(document) #>> '{\(unescaped: key.rawValue),\(unescaped: member.rawValue)}')"
  }

  /// One of the bill's amounts.
  func amount(_ part: Amounts.Part) -> Statement {
    switch part {
    case .base: "\(text(.base))::numeric"
    case .discount: "\(text(discount: .amount))::numeric"
    case .distance: "coalesce(\(text(visit: .amount))::numeric, 0)"
    case .final: "\(text(.final))::numeric"
    }
  }

  /// The elements of a list, such as the lines, as rows `alias (value, place)`.
  func elements(_ key: Explanation.CodingKeys, as alias: String) -> Statement {
    """
    jsonb_array_elements(\(document) -> \(word: key))
      with ordinality as \(unescaped: alias) (value, place)
    """
  }

  /// A member of an element of ``elements(_:as:)``, as text.
  static func text(_ alias: String, _ key: some RawRepresentable<String>) -> Statement {
    "(\(unescaped: alias).value ->> \(word: key))"
  }

  /// The same as JSON.
  static func json(_ alias: String, _ key: some RawRepresentable<String>) -> Statement {
    "(\(unescaped: alias).value -> \(word: key))"
  }
}
