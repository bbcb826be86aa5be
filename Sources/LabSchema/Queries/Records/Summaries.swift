package import Postgres

extension Connection {
  /// Brings the day and month summaries up to the records, without blocking who reads them, and with
  /// the rights of their owner.
  package func refreshSummaries() throws {
    try execute("select refresh_billing_summaries()")
  }
}
