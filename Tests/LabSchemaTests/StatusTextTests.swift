import Billing
import Postgres
import TestLab
import Testing

@testable import LabSchema

@Suite struct StatusTextTests {
  /// Statuses as a configuration lists them.
  private static let lists = [
    ["completed"], ["TERMINÉ"], ["ISSUED", "iptal"], ["τέλος", "ЙОД", "straße", "ǆ"], [],
    ["ﬁn", "a;b", "å", "k"], ["in progress"],
  ]

  /// Statuses as an app may write them.
  private static let written = [
    "completed", "COMPLETED", " Completed\u{a0}", "\u{feff}completed\u{200b}", "c\u{f4}mpleted",
    "completed\u{301}", "com pleted", "", " ", "\r\ncompleted\r\n", "\u{2003}\tcompleted\u{3000}",
    "terminé", "TERMINÉ", "Termine\u{301}", "TERMINE\u{301}\u{202f}", "TERMİNÉ", "termıné",
    "TERMINE",
    "issued", "ISSUED", "İSSUED", "ıssued", "IPTAL", "İPTAL", "i\u{307}ptal", "τέλοσ", "ΤΈΛΟΣ",
    "τέλος",
    "ΤΕ\u{301}ΛΟΣ", "йод", "ЙОД", "И\u{306}од", "и\u{306}ОД", "STRASSE", "straße", "STRAẞE", "Ǆ",
    "ǅ", "ǆ",
    "ﬁn", "FIN", "a;b", "A\u{37e}B", "Å", "\u{212b}", "A\u{30a}", "\u{212a}", "K", "k",
    "in progress",
    "IN\u{a0}PROGRESS", "In  Progress", "𐐀", "𐐨",
  ]

  @Test("R2: Swift and SQL compare a status alike, under every locale of the database")
  func agreement() throws {
    for options in try TestDatabase.localeOptions {
      let connection = try TestDatabase.empty(options: options).connect()
      for list in Self.lists {
        let listed = list.map(normalizedStatus)
        let found = try connection.query(
          """
          select written.status
          from unnest(\(Self.written)::text[]) with ordinality as written (status, place)
          where \(statusIsAmong("written.status", listed.sorted()))
          order by written.place
          """
        ) { try $0.string(0) }
        let expected = Self.written.filter { Set(listed).contains(normalizedStatus($0)) }
        #expect(
          found.map { Array($0.utf8) } == expected.map { Array($0.utf8) },
          "\(list) with \(options): \(found) in SQL, \(expected) in Swift")
      }
    }
  }
}
