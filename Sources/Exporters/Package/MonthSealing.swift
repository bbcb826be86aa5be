package import Billing
internal import LabSchema

/// Whether a month's package is one that seals it.
package enum MonthSealing: Hashable, Sendable {
  /// The month is open, and its package is written anew where its data changed. So is a day.
  case open
  /// The month is being sealed with this package, after the sealed month before.
  case sealing(after: SealLink?)
  /// The month has been sealed: what lies there is made whole and not different, and a package says
  /// that it is sealed only where it comes out as the very one.
  case sealed(as: String, after: SealLink?)

  /// Whether the month has its seal: then its package is not to become another one.
  var isSealed: Bool {
    guard case .sealed = self else { return false }
    return true
  }

  /// The sealed month before, which the manifest of a sealed month names.
  var previous: SealLink? {
    switch self {
    case .open: nil
    case .sealing(let previous), .sealed(_, let previous): previous
    }
  }
}

/// The sealed month before: a month's manifest names it, so that months form a chain in which none
/// can be changed without breaking the next.
package struct SealLink: Hashable, Sendable {
  package var period: BillingPeriod
  /// SHA-256 of that month's `manifest.json`, in lower-case hexadecimal digits.
  package var seal: String

  package init(period: BillingPeriod, seal: String) {
    self.period = period
    self.seal = seal
  }
}
