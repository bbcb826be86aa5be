package import Billing

/// Why rows of a table cannot be read or written as somebody asked.
package enum DataError: ReportedError, Equatable, Sendable {
  /// The app's schema has no such table.
  case noTable(String)
  /// The jobs write it, and nobody else.
  case notWritable(String)
  /// What is wrong with the values that were given, each in a sentence.
  case faults(of: String, [String])
  /// The request as it was written.
  case badRequest(String, remedy: String)
  case noRow(of: String, key: String)
  /// More rows than one are called so.
  case severalRows(of: String, key: String, ids: [String])
  /// Rows are not what `--expect` says.
  case unexpected(String, rows: [String])
  /// Between what was shown and what was to be written somebody changed it.
  case changedMeanwhile
  /// The database refused it.
  case refused(String, remedy: String)

  package var exitStatus: ExitStatus {
    switch self {
    case .noTable: .notConfigured
    case .badRequest: .badRequest
    case .notWritable, .faults, .noRow, .severalRows, .unexpected, .refused: .badInput
    case .changedMeanwhile: .tryLater
    }
  }

  package var message: String {
    switch self {
    case .noTable(let table): "this lab's schema has no table \(table)"
    case .notWritable(let table): "\(table) is written by the jobs, and by nobody else"
    case .faults(let table, let faults):
      faults.count == 1 ? faults[0] : "\(faults.count) values for \(table) cannot be taken"
    case .badRequest(let message, _): message
    case .noRow(let table, let key): "\(table) has no row \(key)"
    case .severalRows(let table, let key, let ids):
      "\(ids.count) rows of \(table) are called \(key): \(ids.prefix(5).joined(separator: ", "))"
        + (ids.count > 5 ? " …" : "")
    case .unexpected(let expectation, let rows):
      "\(rows.count) of the rows \(rows.count == 1 ? "is" : "are") not as expected (\(expectation)): "
        + rows.prefix(5).joined(separator: ", ") + (rows.count > 5 ? " …" : "")
    case .changedMeanwhile:
      "what was shown was changed by somebody else meanwhile; nothing was written"
    case .refused(let message, _): message
    }
  }

  package var details: [String] {
    if case .faults(_, let faults) = self, faults.count > 1 { faults } else { [] }
  }

  package var remedy: String {
    switch self {
    case .noTable:
      "an app may lack a table that nothing bills by; see the schema with: jobrunner doctor"
    case .notWritable(let table):
      table == Table.billingRecords.name
        ? "change the booking, and bill it again with jobrunner rerun, or settle it with jobrunner adjust"
        : "read it with: jobrunner data \(table) list"
    case .faults(let table, _): "see what each column takes with: jobrunner data \(table)"
    case .badRequest(_, let remedy), .refused(_, let remedy): remedy
    case .noRow(let table, _): "find it with: jobrunner data \(table) list --search TEXT"
    case .severalRows: "name the one that is meant by its id"
    case .unexpected: "nothing was written; look at them, and ask again"
    case .changedMeanwhile: "look at it again, and ask again"
    }
  }
}
