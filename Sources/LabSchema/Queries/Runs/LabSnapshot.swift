package import Billing
package import Postgres

extension IsolationLevel {
  /// One moment of a lab: every table that a job reads is locked against being rewritten before that
  /// moment is chosen. The tables of persons, of which a job may read some columns only, are locked
  /// by a view of the schema's owner over them, `LabTables.peopleLock`.
  package static let labSnapshot: IsolationLevel = .snapshot(of: LabTables.lockedForReading)
}

extension LabTables {
  /// What a job locks before it reads: tables that it may read as a whole, and the view over the
  /// others. What packages were made from, and the mark with its blocks, are not among them: seen empty, they
  /// make everything anew; nor are a run's chunks, which an accountant has nothing to do with.
  package static let lockedForReading: [String] =
    RoleRights.biller.rights
    .filter { $0.right == "select" && $0.columns.isEmpty }
    .map(\.table)
    .filter { name in
      ![
        Table.billingPackageStamps.name, Table.billingChangeMark.name,
        Table.billingBlockFingerprints.name, Table.billingRunChunks.name,
      ].contains(name)
        && !summaries.contains { $0.name == name }
    }
}

extension Connection {
  /// Runs `body` in one transaction on one moment of the lab, and again on a later moment where the
  /// app was in the way: it held a table for too long or waited to change one, or what was to be
  /// written met a change of its own.
  ///
  /// - Parameter tries: how often in all; 1 where `body` cannot be done twice.
  /// - Throws: what `body` throws; the last try's error where none passed; ``HiddenRows``
  ///   where somebody has changed a policy since the session began.
  package func onSnapshot<Value>(
    _ access: AccessMode = .readWrite, _ outcome: TransactionOutcome = .committed, tries: Int = 5,
    _ body: () throws -> Value
  ) throws -> Value {
    var attempt = 1
    while true {
      do {
        return try transaction(.labSnapshot, access: access, outcome) {
          try requireEveryRow(writes: access == .readWrite)
          return try body()
        }
      } catch let error where attempt < tries && error.isPassing {
        attempt += 1
      }
    }
  }
}

extension Connection {
  /// A session that relies on policies asks for them again once the tables are locked: no policy of
  /// theirs can be changed from then on until the transaction ends. Elsewhere the server refuses a
  /// policy that is made meanwhile (`refuseHiddenRows`).
  private func requireEveryRow(writes: Bool) throws {
    let reliesOnPolicies = try query("select current_setting('row_security') = 'on'") {
      try $0.bool(0)
    }[0]
    guard reliesOnPolicies else { return }
    let hiding = try RowSecurity(self, scope: .jobs, writes: writes).hiding
    guard hiding.isEmpty else { throw HiddenRows(tables: hiding) }
  }
}

/// Somebody has changed a policy while a run was at work, and it hides rows from it.
package struct HiddenRows: ReportedError, Sendable, CustomStringConvertible {
  package let tables: [RowSecurity.HidingTable]

  private static let namedTables = 8

  package init(tables: [RowSecurity.HidingTable]) {
    self.tables = tables
  }

  package var exitStatus: ExitStatus { .notPermitted }

  package var message: String {
    let named = tables.prefix(Self.namedTables).map { table in
      table.table + (table.restrictivePolicy.map { " (restrictive policy \($0))" } ?? "")
    }
    let more = tables.count > named.count ? " and \(tables.count - named.count) more" : ""
    return
      "row-level security keeps rows of \(named.joined(separator: ", "))\(more) from \(users), and "
      + "what is not seen would be missing without a word"
  }

  package var remedy: String {
    "let the tables' owner run jobrunner migrate roles, which writes a policy for its biller, and "
      + "grant that role to \(users); or: alter role \(users) bypassrls, on the login role itself; or "
      + "connect as the tables' owner"
      + (tables.contains(where: \.isForced)
        ? ", once it is: alter table … no force row level security" : "")
  }

  private var users: String { Set(tables.map(\.user)).sorted().joined(separator: " and ") }

  package var description: String {
    "row-level security hides rows of \(tables.map(\.table).joined(separator: ", "))"
  }
}

extension Error {
  /// Whether the same transaction, tried again on a new snapshot, may pass: a serialization failure
  /// or a deadlock with the app, a row that the app deleted meanwhile, a table that it held, or one
  /// that it waited for, a record that came to be or changed meanwhile.
  fileprivate var isPassing: Bool {
    self is RecordConflict || (self as? PostgresError)?.isPassing == true
  }
}

extension PostgresError {
  fileprivate var isPassing: Bool {
    switch self {
    case .gaveWay, .tableHeld: true
    default:
      [
        ServerError.serializationFailure, ServerError.deadlockDetected,
        ServerError.foreignKeyViolation,
      ].contains(sqlState)
    }
  }
}
