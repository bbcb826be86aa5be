internal import LabSchema
internal import Postgres

extension PreflightCheck {
  /// Whether every row of every table that is read or written can be relied on. Where no policy
  /// applies, the session has the server refuse one that is added meanwhile.
  static let rowSecurity = PreflightCheck(
    "row security",
    .database { context in
      guard let scope = context.use.rowScope else { return .ok }
      let security = try RowSecurity(
        context.connection, scope: scope, writes: context.use.writes)
      guard security.hiding.isEmpty else { return .fail(Failure(hiding: security.hiding)) }
      if security.appliesToUser {
        try context.connection.applyRowPolicies()
      } else {
        try context.connection.refuseHiddenRows()
      }
      return .ok
    })
}

extension LabUse {
  /// What the command has to see all of; nil where it gives the rights itself.
  fileprivate var rowScope: RowSecurity.Scope? {
    switch purpose {
    case .lab, .billing, .examination: .jobs
    case .schema: writes ? .schema : .migrations
    case .rights: nil
    }
  }
}

extension Failure {
  /// Tables of which not every row can be relied on.
  init(hiding tables: [RowSecurity.HidingTable]) {
    let named = tables.prefix(Self.namedTables).map { table in
      table.table + (table.restrictivePolicy.map { " (restrictive policy \($0))" } ?? "")
    }
    let more = tables.count > named.count ? " and \(tables.count - named.count) more" : ""
    let users = Set(tables.map(\.user)).sorted().joined(separator: " and ")
    let isForced = tables.contains(where: \.isForced)
    self.init(
      77,
      "row-level security keeps rows of \(named.joined(separator: ", "))\(more) from \(users), and "
        + "what is not seen would be missing without a word",
      "let the tables' owner run jobrunner migrate roles, which writes a policy for its biller, and "
        + "grant that role to \(users); or: alter role \(users) bypassrls, on the login role itself; or "
        + "connect as the tables' owner"
        + (isForced ? ", once it is: alter table … no force row level security" : ""))
  }

  private static let namedTables = 8
}
