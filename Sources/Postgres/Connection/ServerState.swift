/// What a server says of itself before anything is set in a session.
package struct ServerState: Equatable, Sendable {
  /// The process that serves the session, as `pg_stat_activity.pid` names it.
  package let process: Int32
  /// Whether it follows another server: it is read, and never written.
  package let isStandby: Bool
  /// Whether its sessions begin unable to write: `default_transaction_read_only` of the server, the
  /// database or the role. Providers set it where a disk is full.
  package let beginsReadOnly: Bool
  /// Whether a pooler in session mode stands between.
  package let isPooled: Bool
}

extension Connection {
  /// Asks the server what it is, and refuses a pooler that gives each transaction another session.
  ///
  /// - Throws: `PostgresError.pooledByTransaction`; what the connection throws.
  func readState(_ options: ConnectionOptions) throws -> ServerState {
    let found = try query(
      """
      select pg_backend_pid(), pg_is_in_recovery(),
        current_setting('default_transaction_read_only')::boolean
      """
    ) { row in
      (process: try row.int32(0), isStandby: try row.bool(1), beginsReadOnly: try row.bool(2))
    }[0]
    // A pooler answers a client before it knows which server process will serve it, and has to make
    // up the number of one.
    let isPooled = found.process != announcedProcess
    if isPooled, try PoolerProbe(self, options).sharesSessions() {
      throw PostgresError.pooledByTransaction
    }
    return ServerState(
      process: found.process, isStandby: found.isStandby, beginsReadOnly: found.beginsReadOnly,
      isPooled: isPooled)
  }
}
