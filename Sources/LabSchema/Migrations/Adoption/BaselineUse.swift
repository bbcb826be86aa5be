internal import Billing

/// What billing does with a column of the tables that the app had before (`0001_baseline`): what no
/// job, report, backfill or view reads does not stand in the way of adopting an app that lacks it, or
/// keeps it otherwise.
enum BaselineUse: Equatable {
  /// Nothing can be billed without it.
  case needed
  /// Read where the app has it. Where it lacks it, adopting adds it, empty: so every statement finds
  /// it, and the app may begin to fill it.
  case addedEmpty
  /// Read by nothing, but named by a migration: added, empty, as well.
  case named
  /// Read by nothing.
  case unread

  /// Whether it may hold anything.
  var isOfAnyType: Bool { self == .named || self == .unread }

  /// - Parameter object: a column of the baseline, or a table: one of which no column is read is
  ///   unread itself.
  init(of object: CatalogObject) {
    self =
      switch (object.kind, Self.columns[object.table]) {
      case (_, nil): .unread
      case (.column, let columns?): columns[object.ownName] ?? .unread
      case (_, _?): .needed
      }
  }

  /// Tables of the baseline of which no column is read.
  static let unreadTables: Set<String> = [Table.addresses.name]

  /// Every column that the program's SQL reads of these tables; `AdoptedVariantNightTests` has an app
  /// that holds these and no more go through everything.
  private static let columns: [String: [String: BaselineUse]] = [
    "users": [
      "id": .needed,
      // The customer is called by his number where there is no name.
      "full_name": .addedEmpty,
      // What a user may do in the app: `0004_p0_expand_users` puts a check on it, for a while.
      "role": .named,
    ],
    "categories": ["id": .needed, "name": .needed],
    "tests": [
      "id": .needed, "category_id": .needed, "name": .needed, "price": .needed,
      "discounted_price": .addedEmpty, "report_time_hours": .addedEmpty,
    ],
    "bookings": [
      "id": .needed, "user_id": .needed, "booking_date": .needed, "status": .needed,
      // When the app last wrote the old way (the contract's gate).
      "created_at": .addedEmpty, "updated_at": .addedEmpty,
    ],
    "booking_items": ["id": .needed, "booking_id": .needed, "test_id": .needed],
  ]
}

extension CatalogObject {
  /// Whether it is an index over a table of the app's that nobody reads, and that lacks one of its
  /// columns: it is not built.
  ///
  /// - Parameter columns: those that the schema has, as `addresses.user_id`.
  func isIndexOfUnread(lacking columns: Set<String>) -> Bool {
    guard kind == .index, BaselineUse.unreadTables.contains(table),
      let opening = definition.lastIndex(of: "("), let closing = definition.lastIndex(of: ")")
    else { return false }
    let indexed = definition[opening..<closing].dropFirst().split(separator: ", ")
    return !indexed.allSatisfy { columns.contains("\(table).\($0)") }
  }
}
