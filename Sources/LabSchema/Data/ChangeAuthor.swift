package import Postgres

/// Who changes the lab's data by a command, and why: what the history says of each row that is written.
package struct ChangeAuthor: Equatable, Sendable {
  /// As the ledger of runs names a person: `Meera Iyer (staff 3)`.
  package let person: String
  package let reason: String?

  /// - Parameter person: not empty.
  package init(person: String, reason: String? = nil) {
    self.person = person
    self.reason = reason
  }
}

extension Connection {
  /// Runs `body` in a transaction in which each row that is written goes into the history
  /// (`billing_data_changes`) with its author.
  ///
  /// - Parameters:
  ///   - outcome: of a dry run `.rolledBack`: what `body` returns is then what would have been.
  ///   - isolation: what the transaction sees of others, as in ``transaction(_:access:_:)``.
  /// - Throws: what `body` throws, and what ``transaction(_:access:_:)`` does.
  @discardableResult
  package func changing<Value>(
    as author: ChangeAuthor, _ outcome: TransactionOutcome = .committed,
    _ isolation: IsolationLevel = .readCommitted, _ body: () throws -> Value
  ) throws -> Value {
    try transaction(isolation, outcome) {
      try execute(
        """
        select set_config('jobrunner.person', \(author.person), true),
          set_config('jobrunner.reason', \(author.reason ?? ""), true)
        """)
      return try body()
    }
  }
}
