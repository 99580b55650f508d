"""Words that are names and something else besides, and what stands with names. Folded: lower case, without accents."""

from __future__ import annotations


def _all(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _all("dr mr mrs ms mdm mx prof professor doctor madam sir herr frau mme dato datuk")
PARTICLES = _all("a al bin binte binti bte da de del den der di do dos du el ibn la le so van von y phd jr sr")
HONORIFICS = ("博士", "教授", "老师", "老師", "先生", "女士", "小姐", "さん", "先輩", "씨", "님", "교수", "박사")
CALENDAR = _all("april august december friday january july june march may monday november october sunday will")
ABBREVIATIONS = _all(
    "ai am api ar bc bsc ceo cfo cto de eg eu hk hr ie ip it la md ml na no ny pa phd pm pr ps qa sg uk un us usa vc vr"
)

WORDS = _all(
    """
    am an as at be by can do go ha he hi ho if in is it me my no of oh ok on or so to up us we
    abbey ace aim amber angel any april arch are art ash august autumn axe bad bail baker ball band bank banks bar bark barn
    baron base bass bay beach beam bean bear beck bell bench berry best big bill bin bird bishop black blank bliss bloom blue
    board bold bolt bond book boot booth born boss both bow bowl box boy brand brave bread brick bridge bright brook brooks brown
    buck bud bug bull bunch bush but butcher butler buy buzz cab candy cane cap car care carpenter carter case cash castle
    cat chance chandler chant chap charity charm chase check cherry child chin church city clark clay clear clever cliff close
    cloud coach coast cole comfort con cook cool cooper copper coral core corn cotton could count court cove cox craft crane
    crew cross crow crown crystal cruise cup curry curtain dad daisy dale dan dare dark dawn day days deal dean dear deep deer
    den dew did dill do dock dollar dong don drake draw dream drew drive duck duke dune dusk dust each eagle early earl earth
    east easy edge else elder end ever every fair faith falcon fall fan far farm farmer fast fat favour fay few field fin
    finch find fine fire first fish fisher fit fleet flint flood floor flora flower fog for force ford forest forge forth
    foster found founder fox frank free freed freeman friend frost full fun gage gain gale game garden gate gay gem general
    genesis gentle get gift gill ginger give glad glass glen gold golden good grace grand grant gray great green grey grove
    guard guy had hail hale half hall ham hand handy happy harbour hard hardy harmony harp harvest has have haven hawk hay hazel
    head heart heath heather heaven her here hero high hill him his hold hollow holly home honest honey honor honour hood hook
    hope hopes horn hot house how hunt hunter hush ice iris iron island its ivory ivy jack jade jam jasmine jay jet jewel jolly
    joy judge july june just keen keep key keys kid kind king kit kite knight lad lake lamb lance land lane lark last late latin
    laurel law lawn lay lead leaf lean lee less let life light lily lim line link lion little live lock lodge long look lord lot
    love low luck lucky main major man many maple marble march marine marina mark market marks marsh mason master mat may mead
    means meadow melody men mercer mercy merit merry mild mile miles mill miller min mine mint mist modest monk moon moor more
    moss most mount much myrtle nap near neat neon new nice noble north not now oak oasis ocean off olive one open opal
    orange out over own pack page pain paint palm pan paper park parker parks parson pat path patience patient patron paw peace
    peach pear pearl peel pen penny pepper pet piece pierce pike pine piper pit place plain plum point pool poor pop poppy port
    porter post potter pound power praise precious present price pride prime prince prior promise proud prudence pure purpose
    quest quick quill race rain raise ram range rank ransom rash raven ray read red reed rest rice rich ridge ring rise river
    rivers road rob robin rock rocky rod roll roman room root rope rose round row royal ruby rue rug rule run rush rust rusty
    sad safe saffron sage sail saint sale salt same sand sands sandy sang saw say school sea season see seed self set shade
    shall shaw she shelf shepherd ship shore short show sick side silver sim simple sin sing singer sit skill sky sloan small
    smart smith snow soft sole some son song soon south spark spear speed spice spring spur stack star stark state steel stem
    step stern still stock stone stony storm story street strong style such sue summer summers sun sung sunny sure swan sweet
    swift tan tang tell temple ten term terrace than that the then they thin thing think thorn thus tide tiger tile timber
    time tin tip toe tom too top torch tower town trace track trade tree trinity troy true trust try tuck turn twig two
    under use usher vale valley van velvet verse very vine viola violet virtue vision wade wage waits wake walker wall wan want
    war ward warm warren was wash water waters wave way ways wealth weaver web weeks welcome well wells were west wheel wheeler
    when while white who whole why wild wilder will win wind wing winner winter wise wish with wolf wonder wood woods words
    work worth would wren yes yet you young your zest
    member number panel people person reviewer team manager
    """
)
