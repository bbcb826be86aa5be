internal import LabSchema

/// The columns of the register, in one place for header, widths, totals and rows.
enum RegisterColumns {
  static let booking = 0
  static let serviceDate = 1
  static let billingDate = 2
  static let customer = 3
  static let pet = 4
  static let tests = 5
  static let base = 6
  static let discount = 7
  static let distance = 8
  static let final = 9
  static let note = 10
  static let status = 11
  static let number = 12
  static let numberDate = 13
  static let paid = 14
  static let outstanding = 15
  static let findings = 16

  /// Header and width; a width of 0 follows the amounts.
  static let all: [(header: String, width: Double)] = [
    ("Booking", 8.5), ("Service date", 10.5), ("Billing date", 10.5), ("Customer", 20),
    ("Pet", 10.5), ("Tests", 38), ("Base amount", 0), ("Discount", 0), ("Distance charge", 0),
    ("Final amount", 0), ("Note amount", 0), ("Status", 10.5), ("Invoice", 15.5),
    ("Invoice date", 10.5), ("Paid", 0), ("Outstanding", 0), ("Findings", 19),
  ]

  static func isAmount(_ column: Int) -> Bool { all[column].width == 0 }

  /// The amounts' columns with what they come to.
  static func sums(_ totals: RegisterTotals) -> [(column: Int, sum: Money)] {
    let amounts = totals.amounts
    return [
      (base, amounts.base), (discount, amounts.discount), (distance, amounts.distance),
      (final, amounts.final), (note, totals.adjusted), (paid, amounts.paid),
      (outstanding, amounts.outstanding),
    ]
  }
}

extension RecordAmounts {
  /// Base, discount, distance, final, paid, outstanding.
  var inOrder: [Money] { [base, discount, distance, final, paid, outstanding] }
}
