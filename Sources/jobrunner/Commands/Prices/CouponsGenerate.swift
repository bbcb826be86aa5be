internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import PlainText

extension Coupons {
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make many coupons of an offer, with codes that nobody can guess.",
      discussion: """
        The codes are printed one a line, and nothing else is, so that they can be piped; what is said of \
        them goes to standard error. A code is the prefix and random letters and digits, none of 0, 1, O, I \
        and L. They are valid on the offer's days, from the beginning of the first to the end of the last, \
        by the lab's clock. All of them are made, or none.

        An offer with coupons is given to who redeems one, and applies by itself no more (R5): where these \
        are its first, what that changes is shown before it asks.

          jobrunner coupons generate --offer 'Spring check' --count 500 --prefix PET \\
            --length 8 \\
            --as meera@lab.example --yes > codes.txt
        """)

    @Option(help: ArgumentHelp("The offer's name or id.", valueName: "name"))
    var offer: String

    @Option(help: "How many.")
    var count: Int

    @Option(help: "What each code begins with, such as PET.")
    var prefix = ""

    @Option(help: "How many random characters stand behind the prefix.")
    var length = 8

    @Option(
      name: .customLong("max-uses"), help: "How often each may be used in all; 0 is no limit.")
    var maxUses: Int32 = 1

    @Option(name: .customLong("max-uses-per-user"), help: "How often a user may use each.")
    var maxUsesPerUser: Int32 = 1

    @Option(help: "The first day. Default: the offer's.")
    var from: CalendarDate?

    @Option(help: "The last day. Default: the offer's.")
    var until: CalendarDate?

    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    func validate() throws {
      guard (1...1_000_000).contains(count) else {
        throw ValidationError("--count takes a number from 1 to 1000000")
      }
      guard CouponCodes.lengths.contains(length) else {
        throw ValidationError(
          "--length takes a number from \(CouponCodes.lengths.lowerBound) to "
            + "\(CouponCodes.lengths.upperBound)")
      }
      guard prefix.utf8.count <= CouponCodes.longestPrefix,
        prefix.utf8.allSatisfy({ byte in
          byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & ~0x20)
        })
      else {
        throw ValidationError(
          "--prefix takes at most \(CouponCodes.longestPrefix) letters, digits, hyphens and "
            + "underscores")
      }
      let codes = CouponCodes(prefix: prefix, length: length)
      guard count <= codes.most else {
        throw ValidationError(
          "--length \(length) gives \(codes.space) codes, and of these at most \(codes.most) are made, "
            + "so that they cannot be guessed: for \(count) take --length "
            + "\(CouponCodes.leastLength(for: count)) or more")
      }
      guard maxUses >= 0, maxUsesPerUser >= 1 else {
        throw ValidationError("--max-uses takes 0 or more, --max-uses-per-user 1 or more")
      }
    }

    func run() throws {
      let session = try write.session("coupons generate")
      let writing = try DataWriting(
        write, session, needing: DataAuthority.roles(for: .create, of: .coupons, columns: []))
      let writer = try writing.writer(of: .coupons)
      let id = try session.offer(called: offer)
      guard let offer = try session.connection.offers(OfferFilter(id: id)).first else {
        throw DataError.noRow(of: Table.offers.name, key: offer.quoted)
      }
      let (first, last) = (from ?? offer.startDate, until ?? offer.endDate)
      guard first <= last else {
        throw DataError.faults(
          of: Table.coupons.name, ["coupons from \(first) cannot end before that, on \(last)"])
      }
      let batch = CouponBatch(
        offerID: id, count: count, startsAt: "\(first) 00:00:00",
        endsAt: "\(last) 23:59:59.999999", maxUses: maxUses == 0 ? nil : maxUses,
        maxUsesPerUser: maxUsesPerUser)
      var generator = SystemRandomNumberGenerator()
      // What the offer gave by itself so far, it gives to nobody without a code from then on.
      let isFirst =
        try offer.coupons == 0 && offer.isActive && offer.startDate < session.businessDate()
      try writing.carryOut(
        preview: preview.scope ?? (isFirst ? .since(offer.startDate) : nil),
        report: { made, state in
          GeneratedCouponsReport(
            made: made, offer: offer, first: first, last: last, state: state)
        },
        {
          GeneratedCoupons(
            batch: batch,
            codes: try writer.createCoupons(
              batch, CouponCodes(prefix: prefix, length: length), using: &generator))
        })
    }
  }
}

/// Coupons that were made. Whether the same were made is not told by their codes: those are random.
private struct GeneratedCoupons: Equatable {
  let batch: CouponBatch
  let codes: [String]

  static func == (left: GeneratedCoupons, right: GeneratedCoupons) -> Bool {
    left.batch == right.batch && left.codes.count == right.codes.count
  }
}

private struct GeneratedCouponsReport: PipedReport {
  let made: GeneratedCoupons
  let offer: ListedOffer
  let first: CalendarDate
  let last: CalendarDate
  let state: WritingState

  var json: JSONObject {
    [
      "dry_run": state == .planned, "offer_id": offer.id, "offer": offer.name,
      "count": made.codes.count, "first_day": first, "last_day": last,
      "max_uses": made.batch.maxUses, "max_uses_per_user": made.batch.maxUsesPerUser,
      "first_of_offer": offer.coupons == 0,
      // Those of a dry run would be others.
      "codes": state == .planned ? nil : made.codes,
    ]
  }

  var lines: [String] { state == .planned ? [] : made.codes }

  var remarks: [String] {
    var remarks = [
      "\(counted(made.codes.count, "coupon")) of \(offer.name) \(state.words("made")), valid from \(first) to "
        + "\(last)"
    ]
    if first < offer.startDate || last > offer.endDate {
      remarks.append(
        "the offer is given from \(offer.startDate) to \(offer.endDate): redeemed on another day they "
          + "are findings")
    }
    if !offer.isActive { remarks.append("the offer is inactive: redeeming them is a finding") }
    if offer.coupons == 0 {
      remarks.append(
        "these are its first: the offer applies by itself no more, but is given to who redeems one (R5)"
      )
    }
    return remarks
  }
}
