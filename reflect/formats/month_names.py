"""The names of months in languages other than English, in which other programs write dates.

Source: Unicode CLDR 46, calendars/gregorian/months, `format/wide` (`7 września`) and, where it differs,
`stand-alone/wide` (`wrzesień`): https://github.com/unicode-org/cldr-json. Abbreviations are left out: many of them
stand for different months, or weekdays, in different languages.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

from reflect.model.dates import MONTHS
from reflect.model.text import fold

NAMES: Final = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu"
    " marraskuu joulukuu",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
    " styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince"
    " leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra"
    " január február marec apríl máj jún júl august september október november december",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca"
    " siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac",
    "sl": "januar februar marec april maj junij julij avgust september oktober november december",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    " январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
    " січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου"
    " Δεκεμβρίου Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος Αύγουστος Σεπτέμβριος Οκτώβριος"
    " Νοέμβριος Δεκέμβριος",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",  # noqa: RUF001 - as it is written
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
}
"""By language: the twelve names in the form they have in a date, and then, where they differ, those they have alone."""


def months_in_one_language(words: Iterable[str]) -> dict[str, int]:
    """Return the months, from 1, of the folded names among `words`, where one reading fits all of them.

    `listopada` is October in Croatian and November in Polish: with `września` beside it, it is November; alone it is
    neither. Empty where no language has all the names, or two disagree.
    """
    wanted = {word for word in words if any(word in table for table in _tables())}
    readings = {tuple(sorted((word, table[word]) for word in wanted)) for table in _tables() if wanted <= table.keys()}
    return dict(readings.pop()) if len(readings) == 1 else {}


@cache
def _tables() -> list[dict[str, int]]:
    return [
        {fold(name): place % len(MONTHS) + 1 for place, name in enumerate(names.split())} for names in NAMES.values()
    ]
