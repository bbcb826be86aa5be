package import LabSchema

/// What a run tells while it works.
package enum RunProgress: Sendable {
  /// Runs that died before this one, and what they had done stays.
  case foundDead([BillingRun])
  case planned(chunks: Int)
  case chunkDone(Int, of: Int, bookings: Int)
  case numbered(NumberedRange)
  case tiedOut(BillingScope)
}
