package import Postgres

extension Connection {
  /// Whether ordinary triggers do not fire in this session.
  package func firesNoTriggers() throws -> Bool {
    try query("select current_setting('session_replication_role') = 'replica'") {
      try $0.bool(0)
    }[0]
  }

  /// Has the server refuse a query, instead of answering it without the rows that a policy hides.
  package func refuseHiddenRows() throws {
    try keep(setting: "row_security", "off")
  }

  /// Has the server apply the policies of the tables, whatever the role is set to.
  package func applyRowPolicies() throws {
    try keep(setting: "row_security", "on")
  }
}
