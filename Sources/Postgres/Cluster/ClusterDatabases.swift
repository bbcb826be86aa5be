extension PrivateCluster {
  /// Makes the database where there is none of that name; the server has to be running.
  ///
  /// - Parameter name: 1 to 63 lower-case letters, digits and underscores, as it stands in the URL.
  /// - Returns: Whether it was made now.
  @discardableResult
  package func createDatabase(_ name: String) throws(ClusterError) -> Bool {
    guard Self.isDatabaseName(name) else { throw .badDatabaseName(name) }
    do {
      let connection = try Connection(ConnectionOptions(url: url(database: "postgres")))
      let existing = try connection.first("select 1 from pg_database where datname = \(name)") {
        try $0.int32(0)
      }
      guard existing == nil else { return false }
      try connection.execute("create database \(unescaped: name)")
      return true
    } catch let error as PostgresError where Self.meansItExists(error) {
      return false
    } catch {
      throw .databaseNotCreated(name: name, reason: "\(error)")
    }
  }

  static func isDatabaseName(_ name: String) -> Bool {
    (1...63).contains(name.utf8.count) && ("a"..."z").contains(name.first!)
      && name.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
  }

  /// Another process made it between our look and our attempt.
  private static func meansItExists(_ error: PostgresError) -> Bool {
    error.sqlState == ServerError.duplicateDatabase
      || error.sqlState == ServerError.uniqueViolation
  }
}
