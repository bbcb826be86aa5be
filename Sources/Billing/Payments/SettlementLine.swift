/// One line of a settlement file.
package struct SettlementLine: Sendable {
  /// Where it begins in the file, from 1.
  package let number: Int
  /// As it is in the file, without its end.
  package let bytes: [UInt8]
  package let payment: Result<Payment, Unreadable>

  package init(number: Int, bytes: [UInt8], payment: Result<Payment, Unreadable>) {
    self.number = number
    self.bytes = bytes
    self.payment = payment
  }

  package struct Payment: Equatable, Sendable {
    package var settled: SettledPayment
    /// Whether the amount is written without decimals, as an amount in paise is.
    package var isWholeNumber: Bool

    package init(settled: SettledPayment, isWholeNumber: Bool) {
      self.settled = settled
      self.isWholeNumber = isWholeNumber
    }
  }

  package struct Unreadable: Error, Equatable, Sendable {
    package let reason: String

    package init(reason: String) {
      self.reason = reason
    }
  }

  /// nil for a line that is none.
  package var settled: SettledPayment? { try? payment.get().settled }
}
