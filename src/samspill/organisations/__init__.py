from samspill.organisations.linking import link, prepared
def link_names(left, right, engine):
    return link(prepared(left, engine), prepared(right, engine), engine)
