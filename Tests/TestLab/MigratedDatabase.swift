internal import LabSchema
internal import Postgres

extension TestDatabase {
  /// A database with every migration applied, made with these options, such as `locale 'C'`. It
  /// takes a second or two: those of the template's own locale come from ``make()``.
  package static func make(options: String) throws -> TestDatabase {
    let database = try empty(options: options)
    try Migrator(try database.connect(searchPath: "public")).apply()
    return database
  }

  /// Options of databases whose own `lower` makes small letters in different ways: the locale C,
  /// which knows those of ASCII only, one that knows them all, and Turkish, by ICU where the server
  /// was built with it, and by the C library of its machine where that has it.
  package static var localeOptions: [String] {
    get throws {
      let turkish = try TestServer.shared.connect().query(
        """
        select case collname
          when 'tr-TR-x-icu' then 'locale_provider icu icu_locale ''tr-TR'' locale ''C.UTF-8'''
          else format('locale %L', collname)
        end
        from pg_collation
        where collname in ('tr-TR-x-icu', 'tr_TR', 'tr_TR.utf8')
        order by collname
        """
      ) { try $0.string(0) }
      return (["locale 'C'", "locale 'C.UTF-8'"] + turkish).map { "encoding 'UTF8' \($0)" }
    }
  }
}
