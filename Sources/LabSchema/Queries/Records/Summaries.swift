package import Postgres

extension Connection {
  /// Brings the day and month summaries up to the records, without blocking who reads them.
  package func refreshSummaries() throws {
    try execute("refresh materialized view concurrently billing_day_summary")
    try execute("refresh materialized view concurrently billing_month_summary")
  }
}
