<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassIdentityProviderLinkButton") unexpected=msg("einlassIdentityProviderLinkUnexpected")>
${msg("einlassIdentityProviderLinkLead", mail.shared.company, mail.shared.value(identityProviderDisplayName), mail.shared.value(identityProviderContext.username))}
</@mail.linked>
