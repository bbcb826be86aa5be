import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("The lab's tables")
struct TableTests {
  /// A column, as `bookings.pet_id`, with what is said of it.
  private static func said<Value>(_ what: (Column) -> Value?) -> [String: Value] {
    var said: [String: Value] = [:]
    for table in LabTables.all {
      for column in table.columns { said["\(table.name).\(column.name)"] = what(column) }
    }
    return said
  }

  @Test("each reference is one that the database keeps, and the other way round")
  func references() throws {
    let found = try TestDatabase.make().connect().query(
      """
      select c.conrelid::regclass || '.' || a.attname, c.confrelid::regclass::text
      from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f'
      """
    ) { row in (try row.string(0), try row.string(1)) }
    #expect(Dictionary(uniqueKeysWithValues: found) == Self.said(\.references))
  }

  @Test("each list of words is that of a CHECK, and the other way round")
  func choices() throws {
    let found = try TestDatabase.make().connect().query(
      """
      select c.conrelid::regclass || '.' || a.attname, pg_get_constraintdef(c.oid)
      from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'c'
        and cardinality(c.conkey) = 1
        and pg_get_constraintdef(c.oid) like '%= ANY (ARRAY[%'
      """
    ) { row in
      let quoted = try row.string(1).split(separator: "'", omittingEmptySubsequences: false)
      let words = stride(from: 1, to: quoted.count, by: 2).map { String(quoted[$0]) }
      return (try row.string(0), Set(words))
    }
    let said = Self.said { column in column.choices.map { Set($0) } }
    #expect(Dictionary(uniqueKeysWithValues: found) == said)
  }

  @Test("any other word is refused")
  func refusal() throws {
    let lab = try SampleLab()
    // A note and a series that was begun refuse every change, before any CHECK is asked.
    let protected = ["billing_adjustments", "billing_number_series"]
    for table in LabTables.app + LabTables.jobs where !protected.contains(table.name) {
      for column in table.columns where column.choices != nil {
        lab.expectRefusal(
          ServerError.checkViolation, by: "\(table.name)_\(column.name)_check",
          "update \(unescaped: table.name) set \(unescaped: column.name) = 'other'")
      }
    }
  }

  @Test("a password, a token and a medical history are for nobody of billing")
  func visibility() {
    #expect(
      Self.said { $0.visibility == .open ? nil : $0.visibility } == [
        "users.hashed_password": .secret, "staff.hashed_password": .secret,
        "token_blacklist.token": .secret, "pets.medical_history": .medical,
      ])
  }
}
