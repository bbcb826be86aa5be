internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText
internal import Postgres

extension PreflightCheck {
  static let serverVersion = PreflightCheck(
    "server",
    .database { context in
      let version = context.connection.serverVersion
      guard version < 150_000 else { return .ok }
      return .fail(
        Failure(
          .notConfigured, "PostgreSQL \(version / 10000) is too old", "use PostgreSQL 15 or later"))
    })

  /// A server that follows another, or that somebody made read-only, is read like any other.
  static let writable = PreflightCheck(
    "writable",
    .database { context in
      let state = context.connection.serverState
      if state.isStandby {
        return .fail(
          Failure(
            .unavailable,
            "the database is a standby: it follows another server, and can only be read",
            "name the primary in database.url; reading commands work here"))
      }
      guard state.beginsReadOnly else { return .ok }
      return .fail(
        Failure(
          .unavailable,
          "the database was made read-only: default_transaction_read_only is on for its sessions",
          "a provider does so where the disk is full: make room there, and reset the setting; "
            + "reading commands work meanwhile"))
    })

  /// The triggers that hold what was issued do not fire for a session that plays back another's
  /// changes.
  static let triggersFire = PreflightCheck(
    "triggers fire",
    .database { context in
      guard try context.connection.firesNoTriggers() else { return .ok }
      return .fail(
        Failure(
          .notConfigured,
          "session_replication_role is replica for this user: what protects issued records is off",
          "take the setting back: alter role … reset session_replication_role, or alter database …"
        ))
    })

  /// The job's numbers and references are sorted without a collation; the app's texts are not.
  static let collation = PreflightCheck(
    "collation",
    .database { context in
      guard let stale = try context.connection.staleCollation() else { return .ok }
      let name = stale.identifier
      return .warn(
        Failure(
          .needsPerson,
          "the indexes of \(stale.database) were sorted by version \(stale.sortedBy) of its collation "
            + "(\(stale.library)), and the server has \(stale.sortsBy): texts of the app may not be "
            + "found, or be there twice",
          "as the database's owner: reindex (concurrently) database \(name); where that went through, "
            + "alter database \(name) refresh collation version"))
    })
  /// A night goes on with fewer workers.
  static let connections = PreflightCheck(
    "connections",
    .database { context in
      let workers = context.configuration.billing.workers
      guard workers > 1 else { return .ok }
      let free = try context.connection.freeConnections()
      guard free < workers - 1 else { return .ok }
      return .warn(
        Failure(
          .needsPerson,
          "\(counted(workers, "worker")) of a night need \(counted(workers - 1, "further connection")), and the "
            + "server would take \(max(0, free)) from this user",
          "set a lower billing.workers, or a higher limit: max_connections of the server, or connection "
            + "limit of the role or database"))
    })
}
