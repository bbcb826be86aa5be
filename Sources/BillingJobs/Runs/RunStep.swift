internal import Billing

/// The steps of a night, in the order in which they come, by which its time is told.
package enum RunStep: String, NamedEnumeration {
  /// Configuration, connection, checks, and finding what is to be done.
  case preparation
  /// Pricing and finalizing, and the findings of both.
  case pricing
  case numbering
  /// The summaries that the app reads.
  case summaries
  case tieOut = "tie_out"
  case exports
  /// Months that `closing.auto_after_day` makes due.
  case closing
  case maintenance
}
