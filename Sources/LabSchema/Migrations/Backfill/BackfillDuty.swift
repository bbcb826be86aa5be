internal import PlainText
internal import Postgres

/// What a backfill has to fill, so that what it did is counted and compared. Its own statement cannot
/// be asked: a trigger of the app's that returns null leaves no trace in it.
struct BackfillDuty: Sendable {
  /// One of the things that a backfill gives.
  struct Part: Sendable {
    let key: String
    let table: String
    /// What the table's rows lack without it, in words.
    let lacks: String
    /// Whether `owed.id` has it: an expression.
    let isFilled: String
    /// The tables that are written to give it.
    let written: [String]
  }

  /// The name of the migration.
  let migration: String
  /// The table whose ids it walks.
  let walks: String
  /// A query that locks what a batch has to fill and the app does not hold, and all that the batch
  /// needs for it, without waiting: `$1` is the last id done, `$2` how many ids at most, as in the
  /// migration. It returns the key of a part, an id, and the id that the walk goes by.
  let owed: String
  let parts: [Part]
}

/// A row that a batch has to fill.
struct OwedRow {
  let part: String
  let id: Int64
  /// The id of the walk that it belongs to.
  let walkID: Int64
}

/// Rows that were left as they were, although nobody held them.
package struct UnfilledRows: Equatable, Sendable {
  package let table: String
  /// What they lack.
  package let lacks: String
  package private(set) var count: Int
  /// The first of their ids.
  package private(set) var ids: [Int64]
  /// The tables where it was written for them, in vain.
  let written: [String]

  static let idsShown = 10

  init(_ part: BackfillDuty.Part, ids: [Int64]) {
    table = part.table
    lacks = part.lacks
    written = part.written
    count = ids.count
    self.ids = Array(ids.prefix(Self.idsShown))
  }

  /// Takes in those of another batch.
  mutating func add(_ other: UnfilledRows) {
    count += other.count
    ids += other.ids.prefix(Self.idsShown - ids.count)
  }
}

extension UnfilledRows: CustomStringConvertible {
  package var description: String {
    (count == 1
      ? "1 row of \(table) still lacks \(lacks): id "
      : "\(counted(count, "row")) of \(table) still \(count == 1 ? "lacks" : "lack") \(lacks): ids ")
      + ids.map(String.init).joined(separator: ", ") + (count > ids.count ? " …" : "")
  }
}

extension BackfillDuty {
  /// Locks what the next batch has to fill; in the batch's transaction, before it.
  func hold(
    _ connection: Connection, _ words: WordSpelling, after lastID: Int64?, size: Int
  ) throws -> [OwedRow] {
    let statement = Statement(text: words.spelled(owed), lastID ?? .min, Int64(size))
    return try connection.query(statement) { row in
      OwedRow(part: try row.string(0), id: try row.decode(1), walkID: try row.decode(2))
    }
  }

  /// Which of them a batch has not filled; in its transaction, after it. What lacks one thing is not
  /// told again for the next, which may come from the first.
  func unfilled(_ connection: Connection, of rows: [OwedRow]) throws -> [UnfilledRows] {
    // By the keys of these rows: statistics would rather read a table that grows from the first of it on.
    try connection.execute("select set_config('enable_seqscan', 'off', true)")
    var failing: Set<Int64> = []
    return try parts.compactMap { part in
      let owed = rows.filter { $0.part == part.key && !failing.contains($0.walkID) }
      guard !owed.isEmpty else { return nil }
      let left: [(id: Int64, walkID: Int64)] = try connection.query(
        """
        select owed.id, owed.walk_id
        from unnest(\(owed.map(\.id))::bigint[], \(owed.map(\.walkID))::bigint[])
          as owed (id, walk_id)
        where not (\(unescaped: part.isFilled))
        order by owed.id
        """
      ) { row in (try row.decode(0), try row.decode(1)) }
      failing.formUnion(left.map(\.walkID))
      return left.isEmpty ? nil : UnfilledRows(part, ids: left.map(\.id))
    }
  }
}
