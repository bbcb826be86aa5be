/// How a run ended, or that it has not.
package enum RunState: String, NamedEnumeration {
  case running
  case succeeded
  case failed
  /// It died without saying so, and a later run found its traces.
  case crashed
  /// A signal stopped it.
  case interrupted
}

/// What a run, or one chunk of it, has done: how many of each.
package struct RunCounts: Equatable, Sendable {
  package var bookingsRead = 0
  package var recordsNew = 0
  package var recordsChanged = 0
  package var recordsRemoved = 0
  package var recordsUnchanged = 0
  package var recordsHeld = 0
  package var bookingsQuarantined = 0
  package var recordsDrifted = 0
  package var recordsFinalized = 0
  package var recordsInvoiced = 0

  package init() {}

  package static func += (left: inout RunCounts, right: RunCounts) {
    left.bookingsRead += right.bookingsRead
    left.recordsNew += right.recordsNew
    left.recordsChanged += right.recordsChanged
    left.recordsRemoved += right.recordsRemoved
    left.recordsUnchanged += right.recordsUnchanged
    left.recordsHeld += right.recordsHeld
    left.bookingsQuarantined += right.bookingsQuarantined
    left.recordsDrifted += right.recordsDrifted
    left.recordsFinalized += right.recordsFinalized
    left.recordsInvoiced += right.recordsInvoiced
  }
}

/// The jobs that the ledger knows runs of.
package enum JobName: String, NamedEnumeration {
  case nightly
  case rerun
  case adjust
  case close
  case reopen
  case payments
  case release
  case accept
  case seriesAdopt = "series adopt"
  case seriesAdvance = "series advance"
  case exportsAdopt = "exports adopt"
}
