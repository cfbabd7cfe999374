"""Made prompts: short documents about named places, questions about them, and answers.

A fact is a place and a property. A document states one or two facts in words; the answer to a question is yes
when every property it asks for is stated of the place it names, by any document that is left.
"""
import zlib

NAMES = ('Harbor Hotel|Maple Cafe|Cedar Library|Granite Museum|Willow Park|Orion Cinema|Saffron Restaurant|Barley Bakery|'
         'Summit Gym|Oakwood School|Pepper Market|Mirror Theater|Falcon Hostel|Ivory Gallery|Central Station|Lotus Clinic|'
         'Copper Inn|Juniper Garden|Atlas Bookshop|Velvet Lounge|Pioneer Hall|Coral Beach|Raven Pub|Silver Mill|'
         'Tulip House|Anchor Pier|Marble Palace|Crystal Spa|Eagle Lodge|Ginger Kitchen|Meadow Farm|Neptune Pool|'
         'Quartz Tower|Rose Chapel|Sparrow Market|Thunder Arena|Union Club|Vista Terrace|Winter Lodge|Zephyr Studio').split('|')

# Every property with four ways of stating it; words of a phrase that are not in COMMON carry its meaning.
PROPERTIES = {
    'quiet': ['is quiet', 'is a peaceful place', 'has hardly any noise', 'stays silent all day'],
    'cheap': ['is cheap', 'has low prices', 'costs very little', 'is easy on the wallet'],
    'clean': ['is clean', 'is spotless', 'is kept very tidy', 'is washed every morning'],
    'spacious': ['is spacious', 'has plenty of room', 'is surprisingly large', 'has huge rooms'],
    'friendly': ['is friendly', 'has a kind staff', 'welcomes everyone with a smile', 'treats strangers like family'],
    'modern': ['is modern', 'was built last year', 'has the newest technology', 'looks up to date'],
    'safe': ['is safe', 'is well guarded', 'has no crime at all', 'is protected day and night'],
    'bright': ['is bright', 'is full of light', 'has large windows', 'is well lit'],
    'warm': ['is warm', 'is nicely heated', 'has a burning fireplace', 'is never cold'],
    'popular': ['is popular', 'is loved by many', 'draws big crowds', 'is always booked out'],
    'famous': ['is famous', 'is known all over the world', 'appears in every guidebook', 'is a celebrated name'],
    'central': ['is central', 'lies in the middle of town', 'stands on the main square', 'is downtown'],
    'elegant': ['is elegant', 'has a refined style', 'is decorated with taste', 'looks graceful'],
    'comfortable': ['is comfortable', 'has soft chairs', 'is very cozy', 'lets you sit at ease'],
    'colorful': ['is colorful', 'is painted red and yellow', 'shows every shade of the rainbow', 'is bursting with hues'],
    'accessible': ['is accessible', 'has ramps for wheelchairs', 'has an elevator', 'can be entered without steps'],
    'green': ['is green', 'runs on solar power', 'saves water and energy', 'recycles everything'],
    'romantic': ['is romantic', 'is perfect for couples', 'is made for lovers', 'has candles on each table'],
    'lively': ['is lively', 'is full of music and dancing', 'buzzes with activity', 'has a party each evening'],
    'historic': ['is historic', 'is centuries old', 'dates from the middle ages', 'has a long past'],
    'private': ['is private', 'is for members only', 'is hidden from view', 'keeps the public out'],
    'fast': ['is fast', 'serves you in a minute', 'never makes you wait', 'works at high speed'],
    'healthy': ['is healthy', 'is good for the body', 'is recommended by doctors', 'offers vitamins and fresh air'],
    'scenic': ['is scenic', 'has a wonderful view', 'overlooks the mountains', 'is surrounded by lovely landscape'],
}
ADJECTIVES = list(PROPERTIES)
COMMON = set('is a has any all very on the kept every of with like was up to at well no full big out in you for an can be each from'.split())

OPENINGS = ['The {} {}.', 'The {} {}.', 'Guests say the {} {}.', 'According to a visitor, the {} {}.', 'We heard that the {} {}.',
            'People agree that the {} {}.', 'My sister thinks the {} {}.', 'A local guide notes that the {} {}.',
            'As far as I know, the {} {}.', 'Last week we saw that the {} {}.']
SECONDS = [' and {}.', '. It also {}.', '. Besides, it {}.', ', and it {}.']
FILLERS = ['We went there on a Monday.', 'It is one of three in this street.', 'I was there with a friend.', 'You can call them.',
           'The owner is from the north.', 'My uncle works there.']
SYSTEMS = ['Answer from the documents.', 'Answer from the documents.', 'Answer with yes or no.', 'You are a helpful assistant.']
SINGLE = ['Is the {} {}?', 'Is the {} {}?', 'Is it true that the {} is {}?', 'Do the documents say that the {} is {}?']
BOTH = ['Is the {} both {} and {}?', 'Is the {} both {} and {}?', 'Is the {} {} and {}?', 'Do the documents say that the {} is {} and {}?']
MASK = '[MASK]'


def held_out(name, adjective):
    """One pair of a place and a property in eight is never stated or asked in training."""
    return zlib.crc32(f'{name}/{adjective}'.encode()) % 8 == 0


def matters(word):
    return word.strip('.,').lower() not in COMMON


class Document:
    """The words of a document and the facts it states; a masked or deleted word that matters takes its fact away."""

    def __init__(self, text, facts, last=None):
        self.text, self.facts, self.last = text, facts, last

    @staticmethod
    def stating(rng, name, adjectives, phrases=None, wordings=4):
        """`wordings`: from how many of the ways of stating a property one is drawn."""
        phrases = phrases or [rng.choice(PROPERTIES[a][:wordings]) for a in adjectives]
        text = rng.choice(OPENINGS).format(name, phrases[0])
        if len(phrases) > 1:
            text = text[:-1] + rng.choice(SECONDS).format(phrases[1])
        facts = [(name, a, p) for a, p in zip(adjectives, phrases)]
        if rng.random() < .12:
            return Document(text + ' ' + rng.choice(FILLERS), facts)
        return Document(text, facts, last=(name, adjectives[-1], None))

    def ablated(self, rng, rate, mask):
        """Every word is replaced by [MASK], or removed, with the given probability."""
        words, kept, lost = self.text.split(' '), [], set()
        for word in words:
            if rng.random() < rate:
                lost.add(word.strip('.,'))
                if mask:
                    kept.append(MASK)
            else:
                kept.append(word)
        facts = [f for f in self.facts if not any(w in lost and matters(w) for w in (f[0] + ' ' + f[2]).split(' '))]
        return Document(' '.join(kept), facts)


class Prompt:
    """Documents in one of the accepted layouts, then one or more questions with their answers."""

    def __init__(self, documents, questions, system='Answer from the documents.', layout='[{}] ', prefix='Question: ', separate=False):
        self.documents, self.questions = documents, questions
        self.system, self.layout, self.prefix, self.separate = system, layout, prefix, separate

    def stated(self):
        return {f[:2] for d in self.documents if d is not None for f in d.facts}

    def answer(self, name, adjectives):
        missing = [a for a in adjectives if (name, a) not in self.stated()]
        if missing:
            return 'no', f'. The documents do not say that it is {" and ".join(missing)}.'
        return 'yes', f'. The documents say that it is {" and ".join(adjectives)}.'

    def lines(self):
        """(text, fact its last word completes) of every document; a removed one is None and takes its number with it."""
        return [((self.layout.format(i + 1) + d.text).rstrip(' '), d.last) for i, d in enumerate(self.documents) if d is not None]

    def parts(self):
        """(text, kind, fact) triples: kind 0 for what is given, 1 for the label, 2 for the rest of the answer; the fact,
        where there is one, is the place and property that the end of the text states, or asks for (then with whether it is stated)."""
        parts = [('<|endoftext|>', 0, None)]
        if self.system:
            parts.append((f'<|system|>\n{self.system}<|end|>\n', 0, None))
        if self.separate:
            for text, last in self.lines():
                parts += [(f'<|user|>\n{text}', 0, last), ('<|end|>\n', 0, None)]
            parts.append(('<|user|>\n', 0, None))
        else:
            parts.append(('<|user|>\n', 0, None))
            for text, last in self.lines():
                parts += [(text, 0, last), ('\n', 0, None)]
        stated = self.stated()
        for at, (question, name, adjectives) in enumerate(self.questions):
            label, reason = self.answer(name, adjectives)
            asked = [(name, a, (name, a) in stated) for a in adjectives]
            opening = ('' if at == 0 else '\n<|user|>\n') + self.prefix
            cut = question.index(' ' + adjectives[0]) + 1 + len(adjectives[0]) if len(adjectives) > 1 else 0
            parts += [(opening + question[:cut], 0, asked[0] if cut else None), (question[cut:], 0, asked[-1]),
                      ('<|end|>\n<|assistant|>\n', 0, None), (label, 1, None), (reason + '<|end|>', 2, None)]
        return parts


def ask(rng, name, adjectives):
    form = rng.choice(SINGLE if len(adjectives) == 1 else BOTH)
    return form.format(name, *adjectives), name, adjectives


def sample(rng, reviews, most_documents=8, most_questions=5, hard=1.):
    """One training prompt. `hard` from 0 to 1 brings in other wordings, review sentences and ablated documents."""
    while True:
        names = rng.sample(NAMES, rng.choice((1, 1, 2, 2, 3)))
        pool = rng.sample(ADJECTIVES, rng.randint(2, 5))
        grid = [(n, a) for n in names for a in pool if not held_out(n, a)]
        if len(grid) > 1:
            break
    count = rng.randint(1, most_documents)
    documents = []
    while len(documents) < count:
        name, adjective = rng.choice(grid)
        if documents and documents[-1].facts and rng.random() < .2:
            name, adjective = documents[-1].facts[0][:2]
        others = [a for n, a in grid if n == name and a != adjective]
        adjectives = [adjective, rng.choice(others)] if others and rng.random() < .2 else [adjective]
        documents.append(Document.stating(rng, name, adjectives, wordings=4 if rng.random() < 2 * hard else 1))
        if rng.random() < .15 * hard:
            documents[-1] = Document(rng.choice(reviews), [])
    rng.shuffle(documents)
    if rng.random() < .45 * hard:
        rate, mask = rng.choice((0, .1, .3)), rng.random() < .5
        for i, d in enumerate(documents):
            if rng.random() < .3:
                documents[i] = rng.choice((None, None, Document(MASK, []), Document('', [])))
            elif rate:
                documents[i] = d.ablated(rng, rate, mask)
    stated = {f[:2] for d in documents if d is not None for f in d.facts}
    questions, asked = [], set()
    for _ in range(rng.randint(1, most_questions)):
        name = rng.choice(names)
        yes = [a for a in pool if (name, a) in stated and not held_out(name, a)]
        no = [a for a in (pool if rng.random() < .9 else ADJECTIVES) if (name, a) not in stated and not held_out(name, a)]
        size = rng.choice((1, 2))
        wanted = rng.random()
        if size == 1:
            source = yes if wanted < .5 else no
            adjectives = [rng.choice(source)] if source else []
        elif wanted < .5:
            adjectives = rng.sample(yes, 2) if len(yes) > 1 else []
        elif wanted < .9:
            adjectives = [rng.choice(yes), rng.choice(no)] if yes and no else []
        else:
            adjectives = rng.sample(no, 2) if len(no) > 1 else []
        rng.shuffle(adjectives)
        key = (name, *sorted(adjectives))
        if adjectives and key not in asked:
            asked.add(key)
            questions.append(ask(rng, name, adjectives))
    if not questions:
        return sample(rng, reviews, most_documents, most_questions, hard)
    layout = rng.choice(('[{}] ', '[{}] ', 'Document {}: ', '- ', ''))
    separate = rng.random() < .15
    system = rng.choice(SYSTEMS) if rng.random() < .7 else None
    return Prompt(documents, questions, system, layout, rng.choice(('Question: ', 'Question: ', '', 'Q: ')), separate)


def words():
    """Every word of the made prompts with a leading space, and the labels without: all of them become single tokens."""
    text = ' '.join([*NAMES, *ADJECTIVES, *(p for ps in PROPERTIES.values() for p in ps), *OPENINGS, *SECONDS, *FILLERS, *SYSTEMS,
                     *SINGLE, *BOTH, 'Question', 'Document', 'The documents do not say that it is'])
    plain = {w.strip('.,?{}:') for w in text.split(' ')}
    return sorted({' ' + w for w in plain if w} | {'yes', 'no', ' yes', ' no', 'Question', 'Document', 'Answer', 'MASK', 'The', 'Is', 'Do'})
