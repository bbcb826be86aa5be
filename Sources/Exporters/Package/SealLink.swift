package import LabSchema

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
