package import Postgres

extension Connection {
  /// Removes refused tokens (`token_blacklist`) that expired more than a day ago, by a function of the
  /// owner's: who bills may remove no other. Those that another session holds are left.
  ///
  /// - Parameter most: how many at most, so that none of the app's statements waits for long.
  /// - Returns: how many were removed.
  package func removeExpiredTokens(atMost most: Int) throws -> Int {
    try query("select billing_remove_expired_tokens(\(most))") { try $0.int(0) }[0]
  }
}
