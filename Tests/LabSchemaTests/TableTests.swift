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

  @Test("a row's identity is its primary key")
  func identity() throws {
    let found = try TestDatabase.make().connect().query(
      """
      select c.conrelid::regclass::text, string_agg(a.attname, ' ' order by k.place)
      from pg_constraint c
      cross join unnest(c.conkey) with ordinality as k (attnum, place)
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
      where c.contype = 'p' and c.connamespace = current_schema()::regnamespace
      group by c.conrelid
      """
    ) { row in (try row.string(0), try row.string(1)) }
    let described = (LabTables.app + LabTables.jobs).map {
      ($0.name, $0.identity.joined(separator: " "))
    }
    #expect(
      Dictionary(uniqueKeysWithValues: found) == Dictionary(uniqueKeysWithValues: described))
  }

  @Test("what fills a column of a table that people write is what the database fills it with")
  func fillings() throws {
    let tables = LabTables.writable.map(\.name)
    let found = try TestDatabase.make().connect().query(
      """
      select c.relname || '.' || a.attname,
        case when a.attidentity <> '' then 'identity'
          else replace(pg_get_expr(d.adbin, d.adrelid), '::text', '')
        end
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attgenerated = ''
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = current_schema()::regnamespace
        and c.relname = any (\(tables)::text[])
        and (d.oid is not null or a.attidentity <> '')
      """
    ) { row in (try row.string(0), try row.string(1)) }
    let described = Self.said { column -> String? in
      switch column.filling {
      case .identity: "identity"
      case .value(let value): value
      case .created, .changed: "now()"
      case .creator, .changer, nil: nil
      }
    }.filter { name, _ in tables.contains { name.hasPrefix("\($0).") } }
    #expect(Dictionary(uniqueKeysWithValues: found) == described)
  }

  @Test("what rows are called by, searched in and held to are columns of theirs")
  func names() {
    for table in LabTables.all {
      var named = table.naturalKey + table.searched
      for rule in table.rules {
        switch rule {
        case .inOrder(let first, let second): named += [first, second]
        case .atMost(let column, _, let other, _): named += [column, other]
        }
      }
      for name in named {
        #expect(table.column(name)?.visibility == .open, "\(table.name).\(name)")
      }
    }
  }
}
