<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.linked unexpected=msg("einlassIdentityProviderLinkUnexpected")>
${msg("einlassIdentityProviderLinkLead", layout.shared.company, layout.shared.value(identityProviderDisplayName), layout.shared.value(identityProviderContext.username))}
</@layout.linked>
