"""Who is a natural person and therefore no actor.

The registers that Samspill reads leave persons out or withhold their names where they can. What
is left are firms of one person in lists that have no legal form: their name is a person's.
"""

from __future__ import annotations

import re

__all__ = ["is_person_name"]

_GIVEN_NAMES = frozenset(
    """
    aase agnes aina aleksander alexander alf alfred amalie amund anders andreas andré ane anette
    anita anja ann anna anne annette anniken are arild arne arnfinn arnt arve arvid asbjørn aslak
    asle astrid atle aud audun august axel barbro beate benedicte bengt bente berit bernt birger
    birgit birgitte birte bjarne bjarte bjørg bjørn bjørnar bodil bo brit britt brynjar bård børge
    camilla carl carina caroline cathrine cecilie charlotte christer christian christin christina
    christine christoffer christopher dag dagfinn daniel david ebba edel edvard egil eilif einar eirik
    eirin eivind elin elisabeth ella ellen elise else emil emma endre erik erika erland erlend erling
    espen ester eva even evy eystein fanny finn fredrik freddy frida frode frøydis gard geir georg
    gerd gisle gjermund glenn grete grethe gro gry gudmund gudrun gunn gunnar gunhild gustav guro
    guttorm halvard halvor hanna hanne hans harald hauk hege heidi helen helena helene helga helge
    hella henning henriette henrik henry herman hilde hildegunn håkon håvard ida idar inga inge
    ingeborg inger ingrid ingunn ingvald ingvar ingvild isak ivar iver jan janne jannicke jarle jens
    jeanette jenny jo joachim joakim johan johannes john johnny jon jonas jorunn jostein julia
    julie justin jørgen jørn kai kaja kamilla karen kari karianne karin karina karl karsten kathrine
    katrine kenneth kent ketil kim kine kirsten kirsti kjell kjersti kjetil klara klaus knut kolbjørn
    kristian kristin kristina kristine kristoffer kyrre kåre lars lasse laila lena lene leif lill
    lillian linda line linn linnea lise liv lisbeth live lone louise ludvig magne magnhild magnus
    maja malin margit margrete margrethe mari maria marianne marie marit marius marte martha martin
    martine mathias mathilde mats maren merete mette michael mikael mikkel mona monica morten nana
    nils nina nora norunn odd oddbjørn oddmund oddvar ola olaf olav ole oline olga oscar oskar otto
    ove owe patrick paul peder per pernille peter petter pål ragna ragnar ragnhild randi reidar reidun
    rikard rita robert roar rolf roger ronny roy rune runar ruth sander sara sebastian sigbjørn sigmund
    signe sigrid sigrun sigurd silje simen sindre siri sissel siv sivert sofie solfrid solveig sondre
    stein steinar stian stig stine susanne svanhild svein sven sverre synne synnøve sølvi søren tanja
    tarjei terje thea thomas thor thore tim tina tine tiril tom tommy tone tor torbjørn tore torgeir
    torgrim torhild torill torkel torleif tormod torstein torunn tove trine trond trude trygve trym
    turid tuva ulf ulrik une unn unni vegar vegard veronica vibeke victoria vidar vigdis viktor vilde
    wenche werner yngvar yngve åge åse åshild åsmund øistein ørjan øystein øyvind
    """.split()
)
_ORGANISED = re.compile(
    r"(?:^|\W)(?:a/?s|asa|ans|da|sa|ba|ks|nuf|hf|rhf|iks|sf|kf|al|ab|oy|ag|gmbh|ltd|limited|plc|bv|nv"
    r"|spa|srl|sarl|sas|inc|llc|aps|stiftelsen?|stiftinga|foundation|fond\w*|sus|sti"
    r"|kommune\w*|fylkeskommune\w*|universit\w*|h[øo][gy]sk\w*|institu\w*|senter\w*|cent\w*"
    r"|forening\w*|forbund\w*|lag|sykehus\w*|hospital\w*|museum\w*|museet|skole\w*|school|college"
    r"|gruppen?|group|holding|invest\w*|consult\w*|konsult\w*|rådgivning|r[åa]dgiv\w*|design\w*"
    r"|arkitekt\w*|technolog\w*|teknologi\w*|research|forskning\w*|solutions?|systems?|service\w*"
    r"|industri\w*|energy|energi|kraft|media|data|software|lab\w*|partners?|ventures?|studio|farm"
    r"|gård|fisk\w*|maskin\w*|bygg\w*|transport\w*|network\w*|nettverk\w*|cluster|klynge\w*|norge"
    r"|norway|international|memorial|trust|church|kirke\w*|verk\w*|havn\w*|s[øo]nner|eftf|co|og"
    r"|and|firma|ingeni[øo]rfirma|fabri\w*|produk\w*|marine?|shipping|rederi\w*|hotell?)(?:\W|$)",
    re.IGNORECASE,
)


def is_person_name(name: str) -> bool:
    """Say whether a name is a person's: two to four words, the first a given name, no firm's word.

    Examples
    --------
    >>> is_person_name("KARI TVERRLI NORDMANN"), is_person_name("Ola Ødegård")
    (True, True)
    >>> is_person_name("KARI NORDMANN AS"), is_person_name("Ole Industrier")
    (False, False)
    """
    words = name.replace("-", " ").split()
    if not 2 <= len(words) <= 4 or not all(word.replace(".", "").isalpha() for word in words):
        return False
    return words[0].casefold() in _GIVEN_NAMES and _ORGANISED.search(name) is None
