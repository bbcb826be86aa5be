internal import LabSchema

/// What *About* says of the sheets' columns, and of the findings by their names.
extension AboutWords {
  static let columns: [Line] = [
    Line(
      subject: "Register", name: "Note amount",
      text: "A credit note's, below zero, or a debit note's that was posted into this period."),
    Line(
      subject: "Register", name: "Status",
      text: "draft, finalized, invoiced, paid: one way, in this order. A note is what it is."),
    Line(
      subject: "Days", name: "Notes",
      text: "All notes on the records of the day, whenever they were posted."),
    Line(
      subject: "Days", name: "Invoiced", text: "Final amounts of the records that have a number."),
    Line(
      subject: "Discounts", name: "Records, Uses",
      text: "Records with a discount of that kind; how often the offer or the coupon was used."),
    Line(
      subject: "Discounts", name: "Eligible amount",
      text: "Of these records, the lines that the offer is about."),
    Line(
      subject: "Discounts", name: "Promised, Given",
      text: """
        What the offer or coupon came to, and what was taken off: less where a discount would have \
        been more than the lines.
        """),
    Line(
      subject: "Tests", name: "Bookings, Quantity",
      text: "Records with the test, and how many of it."),
    Line(
      subject: "Outstanding", name: "Dated after …",
      text: "Of this period's records, invoices that got their number after the period's end."),
    Line(
      subject: "Series", name: "Issued, Passed over, Expected",
      text: """
        Numbers in use up to the last one of this period, those kept free since they were given \
        elsewhere, and last − first + 1.
        """),
    Line(
      subject: "Series", name: "Of this period",
      text: "How many of them are this period's documents."),
    Line(
      subject: "Exceptions", name: "Severity",
      text: """
        quarantine: the booking is not billed; hold: its record stays a draft until somebody releases \
        it; warn: to be looked at.
        """),
  ]

  static let findings: [Line] = FindingKind.allCases.map { kind in
    Line(subject: kind.rawValue, text: kind.remedy)
  }
}
