/// What a row gets in a column that does not say.
package enum Filling: Equatable, Sendable {
  /// The next number, from the database.
  case identity
  /// This value, written as SQL: the plan's default.
  case value(String)
  /// When it is created.
  case created
  /// When it is created, and again whenever it is changed.
  case changed
  /// The member of the staff who creates it.
  case creator
  /// The member of the staff who creates it, and whoever changes it.
  case changer
}

/// What a number that a person writes has to lie in. The bounds are decimals as text.
package struct ValueRange: Equatable, Sendable {
  package let least: String?
  package let most: String?
  /// Whether the least itself is too little.
  package let isLeastExcluded: Bool

  private init(least: String?, most: String?, isLeastExcluded: Bool = false) {
    self.least = least
    self.most = most
    self.isLeastExcluded = isLeastExcluded
  }

  package static func atLeast(_ least: String) -> ValueRange {
    ValueRange(least: least, most: nil)
  }
  package static func above(_ least: String) -> ValueRange {
    ValueRange(least: least, most: nil, isLeastExcluded: true)
  }
  package static func between(_ least: String, _ most: String) -> ValueRange {
    ValueRange(least: least, most: most)
  }

  /// As a person reads it: "0 or more", "more than 0", "from -90 to 90".
  package var words: String {
    switch (least, most) {
    case (let least?, let most?): "from \(least) to \(most)"
    case (let least?, nil): isLeastExcluded ? "more than \(least)" : "\(least) or more"
    case (nil, let most?): "at most \(most)"
    case (nil, nil): "any"
    }
  }
}

/// What has to be so between the columns of a row, where both have a value.
package enum RowRule: Equatable, Sendable {
  /// The first is not beyond the second.
  case inOrder(String, String)
  /// The number is at most this where the other column is that word.
  case atMost(String, String, where: String, is: String)
}
