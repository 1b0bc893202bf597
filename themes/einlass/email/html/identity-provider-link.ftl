<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassIdentityProviderLinkButton") unexpected=msg("einlassIdentityProviderLinkUnexpected")>
<@mail.p>${msg("einlassIdentityProviderLinkLead", mail.shared.company, mail.shared.value(identityProviderDisplayName), mail.shared.value(identityProviderContext.username))}</@mail.p>
</@mail.linked>
