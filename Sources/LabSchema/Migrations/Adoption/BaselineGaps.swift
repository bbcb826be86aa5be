internal import Billing

/// What an app lacks of the tables that the plan says it has, and that does not stand in the way.
package struct BaselineGaps: Equatable, Sendable {
  /// Tables and columns that nothing reads, by name: they stay away.
  package private(set) var unread: [String] = []
  /// Columns that statements name: adopting adds them, empty.
  package private(set) var added: [String] = []
  /// The statements that add them. What was there before has no value, since none is known; a booking
  /// from here on says when it was made.
  package private(set) var script = ""

  mutating func leave(_ object: CatalogObject) { unread.append(object.name) }

  mutating func add(_ column: CatalogObject) {
    added.append(column.name)
    let (table, name) = (column.table, column.ownName)
    script += "alter table \(table) add column \(name) \(column.type);\n"
    if column.name == "bookings.created_at" {
      script += "alter table \(table) alter column \(name) set default now();\n"
    }
  }

  /// What there is to say of them, in a sentence each.
  package var remarks: [String] {
    var remarks: [String] = []
    if !unread.isEmpty {
      remarks.append("not there, and not needed: \(unread.joined(separator: ", "))")
    }
    if !added.isEmpty {
      remarks.append(
        "not there, and added, empty, since a statement of jobrunner's names it: \(added.joined(separator: ", "))"
      )
    }
    return remarks
  }
}
