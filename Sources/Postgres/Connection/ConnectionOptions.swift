/// How to reach a database and what the session is set to.
package struct ConnectionOptions: Sendable {
  /// A libpq connection string or URL; nil leaves all of it to libpq's own conventions (`PG*`
  /// variables, service and password files).
  package var url: String?
  /// The schema that every statement's unqualified names resolve to; nil keeps the server's.
  package var searchPath: String?
  /// What `pg_stat_activity` shows for this session.
  package var applicationName: String
  /// The session's `TimeZone`: what a `timestamp` without zone is read in.
  package var timeZone: String
  /// A session that can write nothing, whatever it is told.
  package var readOnly: Bool
  /// Limits in milliseconds; 0 is none. A statement, a wait for a lock, an idle transaction.
  package var statementTimeout: Int
  package var lockTimeout: Int
  package var idleInTransactionTimeout: Int
  /// Seconds until an unreachable server is given up.
  package var connectTimeout: Int

  package init(
    url: String? = nil, searchPath: String? = nil, applicationName: String = "jobrunner",
    timeZone: String = "UTC", readOnly: Bool = false, statementTimeout: Int = 1_800_000,
    lockTimeout: Int = 30_000, idleInTransactionTimeout: Int = 300_000, connectTimeout: Int = 10
  ) {
    self.url = url
    self.searchPath = searchPath
    self.applicationName = applicationName
    self.timeZone = timeZone
    self.readOnly = readOnly
    self.statementTimeout = statementTimeout
    self.lockTimeout = lockTimeout
    self.idleInTransactionTimeout = idleInTransactionTimeout
    self.connectTimeout = connectTimeout
  }
}
