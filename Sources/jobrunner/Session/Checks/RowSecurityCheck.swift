internal import Billing
internal import LabSchema

extension PreflightCheck {
  /// Whether every row of every table that is read or written can be relied on. Where no policy
  /// applies, the session has the server refuse one that is added meanwhile.
  static let rowSecurity = PreflightCheck(
    "row security",
    .database { context in
      guard let scope = context.use.rowScope else { return .ok }
      let security = try RowSecurity(
        context.connection, scope: scope, writes: context.use.writes)
      guard security.hiding.isEmpty else {
        return .fail(Failure(HiddenRows(tables: security.hiding)))
      }
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
