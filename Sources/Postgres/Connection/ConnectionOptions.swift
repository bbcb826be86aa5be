/// How to reach a database and what the session is set to.
package struct ConnectionOptions: Sendable {
  /// A libpq connection string or URL; nil leaves all of it to libpq's own conventions (`PG*`
  /// variables, service and password files).
  package var url: String?
  /// The user's password, where it does not stand in the URL: handed to libpq in memory, so that no list
  /// of processes, environment or message has it.
  package var password: Password?
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
  /// Seconds of silence after which a server that does not answer is probed, and seconds after which
  /// what was sent and is not acknowledged ends the connection. A dead network is found within three
  /// times as long; 0 leaves it to the system, which takes hours.
  package var keepaliveSeconds: Int

  package init(
    url: String? = nil, password: Password? = nil, searchPath: String? = nil,
    applicationName: String = "jobrunner",
    timeZone: String = "UTC", readOnly: Bool = false, statementTimeout: Int = 1_800_000,
    lockTimeout: Int = 30_000, idleInTransactionTimeout: Int = 300_000, connectTimeout: Int = 10,
    keepaliveSeconds: Int = 30
  ) {
    self.url = url
    self.password = password
    self.searchPath = searchPath
    self.applicationName = applicationName
    self.timeZone = timeZone
    self.readOnly = readOnly
    self.statementTimeout = statementTimeout
    self.lockTimeout = lockTimeout
    self.idleInTransactionTimeout = idleInTransactionTimeout
    self.connectTimeout = connectTimeout
    self.keepaliveSeconds = keepaliveSeconds
  }

  /// What libpq is told, by its own keywords. Later entries win, so what the URL itself says about
  /// them stands.
  ///
  /// - Parameter url: the URL as libpq takes it.
  func parameters(url: String?) -> [(String, String)] {
    var parameters: [(String, String)] = [
      ("client_encoding", "UTF8"),
      ("application_name", applicationName),
      ("connect_timeout", "\(connectTimeout)"),
    ]
    if keepaliveSeconds > 0 {
      parameters += [
        ("keepalives", "1"),
        ("keepalives_idle", "\(keepaliveSeconds)"),
        ("keepalives_interval", "\(max(1, keepaliveSeconds / 3))"),
        ("keepalives_count", "3"),
        ("tcp_user_timeout", "\(keepaliveSeconds * 1000)"),
      ]
    }
    if let url { parameters.append(("dbname", url)) }
    if let password { parameters.append(("password", password.text)) }
    return parameters
  }
}

/// A password; whatever prints it prints `***`.
package struct Password: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  let text: String

  package init(_ text: String) { self.text = text }

  package var description: String { "***" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
