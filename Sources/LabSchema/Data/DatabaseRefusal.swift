internal import Postgres

extension DataError {
  /// What a server's refusal means for rows of a table; nil where it is about no data.
  init?(_ error: ServerError, writing table: Table) {
    let other = error.table ?? table.name
    let constraint = error.constraint ?? ""
    switch error.sqlState {
    case ServerError.uniqueViolation where constraint == "\(other)_pkey":
      self = .refused(
        "the next id of \(other) is taken: the sequence of its ids is behind its rows",
        remedy:
          "let the tables' owner set it: select setval(pg_get_serial_sequence('\(other)', 'id'), max(id)) from \(other)"
      )
    case ServerError.uniqueViolation:
      let key = Self.key(of: error, in: LabTables.named(other) ?? table)
      self = .refused(
        constraint == "clinic_info_one_row"
          ? "clinic_info has its one row already" : "another row of \(other) has \(key)",
        remedy: "give it another value, or change that row")
    case ServerError.exclusionViolation:
      self = .refused(
        "it would overlap another active row of \(other)",
        remedy:
          "end that one on the day before, or make it inactive; jobrunner prices distance does so")
    case ServerError.foreignKeyViolation:
      self = .refused(
        "rows of \(other) still name it",
        remedy: "make it inactive instead, or delete those first")
    case ServerError.notNullViolation:
      self = .refused(
        "\(error.column ?? "a column") of \(other) has to have a value",
        remedy:
          "give it with column=value; see what each column takes with: jobrunner data \(other)")
    case ServerError.checkViolation:
      self = .refused(
        "the database does not take it: it breaks \(constraint) of \(other)",
        remedy: "see what each column takes with: jobrunner data \(other)")
    case ServerError.restrictViolation:
      self = .refused(error.message, remedy: error.hint ?? "it has to stay as it is")
    case let state where state.hasPrefix("22"):
      self = .refused(
        "the database does not take a value: \(error.message)",
        remedy: "see what each column takes with: jobrunner data \(table.name)")
    default: return nil
    }
  }

  /// As in "code NEW10", from what the server says of a key; without a secret.
  private static func key(of error: ServerError, in table: Table) -> String {
    guard let detail = error.detail, let open = detail.firstIndex(of: "("),
      let close = detail[open...].firstRange(of: ")=(")
    else { return "the same key (\(error.constraint ?? ""))" }
    let names = detail[detail.index(after: open)..<close.lowerBound]
    let isSecret = names.split(separator: ", ").contains { table.column($0)?.visibility != .open }
    guard !isSecret, let end = detail[close.upperBound...].lastIndex(of: ")") else {
      return "the same \(names)"
    }
    return "the \(names) \(String(detail[close.upperBound..<end]).quoted)"
  }
}
